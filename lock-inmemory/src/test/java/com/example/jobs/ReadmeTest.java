package com.example.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Java in the module's README is the code of its tests, to the letter. */
class ReadmeTest {

  private static final Path MODULE = Path.of("..", "lock-inmemory");
  private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final String readme = Files.readString(MODULE.resolve("README.md"));

  ReadmeTest() throws IOException {}

  @Test
  void whatTheReadmeShowsIsWhatIsTested() throws Exception {
    String code = source("Job") + source("RecipesTest");
    String members = code.indent(-2);
    List<String> shown = SNIPPET.matcher(readme).results().map(found -> found.group(1)).toList();
    assertTrue(shown.size() >= 6, () -> "snippets: " + shown);
    for (String snippet : shown) {
      assertTrue(
          code.contains(snippet) || members.contains(snippet),
          () -> "The README shows what no test does:\n" + snippet);
    }
  }

  @Test
  void everyRecipeIsShown() {
    List<String> missing =
        Arrays.stream(RecipesTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> "  @Test\n  void " + method.getName() + "(FakeLocks locks)")
            .map(String::stripIndent)
            .filter(beginning -> !readme.contains(beginning))
            .toList();
    assertEquals(List.of(), missing);
  }

  private static String source(String name) throws IOException {
    return Files.readString(MODULE.resolve("src/test/java/com/example/jobs/" + name + ".java"));
  }
}
