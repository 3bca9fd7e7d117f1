package dev.holdfast.lock.tck.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramJsonTest {

  private static final String SMALL =
      """
      {"kind":"lock-tck program","format":1,"jitterMicros":5,
       "locks":[{"primitive":"MUTEX"},{"primitive":"SEMAPHORE","permits":2}],
       "clients":[{"sibling":true,"commands":[
         {"do":"TRY_TIMED","lock":1,"mode":"READ","slot":3,"micros":50},
         {"do":"CLOSE","slot":3},
         {"do":"SPIN","micros":7}]}]}
      """;

  @Test
  void whatIsWrittenDoesTheSameWhenItIsRead() {
    List<Program> programs = new ArrayList<>();
    programs.addAll(Samples.of(ChainArbitrary.of(Samples.ALL), 1, 200));
    programs.addAll(Samples.of(ConcurrentArbitrary.of(Samples.ALL), 1, 200));
    for (Program program : programs) {
      String json = ProgramJson.write(program);
      Program read = ProgramJson.read(json);
      assertEquals(Listing.of(program), Listing.of(read));
      assertEquals(json, ProgramJson.write(read), "written twice, it differs");
    }
  }

  @Test
  void fieldsThatDoNotMatterMayBeLeftOut() {
    String all =
        """
          locks: a = mutex, b = semaphore of 2
          jitter: up to 5 us before each command
          client 0, with a provider of its own
            s3 = b.tryAcquire(50 us)
            s3.close()
            spin(7 us)
        """;
    assertEquals(all, Listing.of(ProgramJson.read(SMALL)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lock-tck program  | something else    | It is no stored program
          "format":1        | "format":2        | Its format is 2, but this release reads format 1.
          "format":1,       | "format":1,,      | It is no JSON: .* in line 1, column
          "jitterMicros":5  | "jitterMicros":-1 | The program is not valid: A program has from 0 to 10000 microseconds of jitter, not -1.
          "jitterMicros":5  | "jitterMicros":"" | The program has "" where "jitterMicros" is an integer.
          "jitterMicros"    | "jitterMillis"    | The program has an unknown field "jitterMillis".
          "locks"           | "lock"            | The program has an unknown field "lock".
          "MUTEX"           | "MUTEXX"          | Lock 1 has "MUTEXX" where "primitive" is one of .*MUTEX, .*
          "permits":2       | "permits":17      | Lock 2 is not valid: A semaphore has from 1 to 16 permits, not 17.
          "permits":2       | "permits":2.5     | Lock 2 has 2.5 where "permits" is an integer.
          "sibling":true    | "sibling":1       | Client 1 has 1 where "sibling" is true or false.
          "commands":       | "command":        | Client 1 has an unknown field "command".
          "CLOSE"           | "SHUT"            | Command 2 of client 1 has "SHUT" where "do" is one of .*
          "do":"CLOSE",     |                   | Command 2 of client 1 has no field where "do" is one of .*
          "slot":3,         | "slot":4,         | Command 1 of client 1 is not valid: The slot of a command is from 0 to 3, not 4.
          "mode":"READ"     | "mode":"read"     | Command 1 of client 1 has "read" where "mode" is one of .*
          {"do":"CLOSE"     | ["do"],{"a":"CLOSE" | Command 2 of client 1 is not an object.
          "micros":7        | "micros":7,"micros":8 | It is no JSON: Duplicate field 'micros'.*
          ]}]}              | ]}]} 1            | It is no JSON: Trailing token.*
          ]}]}              | ]}]               | It is no JSON: Unexpected end-of-input.*
          """)
  void whatIsWrongIsSaidAndWhere(String right, String wrong, String message) {
    String replaced = wrong == null ? "" : wrong;
    assertTrue(SMALL.contains(right), right);
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> ProgramJson.read(SMALL.strip().replace(right, replaced)));
    String said = String.valueOf(thrown.getMessage());
    assertTrue(said.startsWith(message) || said.matches("(?s)" + message + ".*"), said);
  }

  @Test
  void aProgramNeedsALockAndAClient() {
    for (String list : List.of("locks", "clients")) {
      String without =
          "{\"kind\":\"lock-tck program\",\"format\":1,\"locks\":[{\"primitive\":\"MUTEX\"}],\"clients\":[{\"commands\":[]}]}"
              .replaceAll("\"" + list + "\":\\[.*?\\](\\}\\])?(?=[,}])", "\"" + list + "\":[]");
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> ProgramJson.read(without), without);
      assertTrue(
          String.valueOf(thrown.getMessage()).contains("from 1 to 16 " + list), without + thrown);
    }
  }
}
