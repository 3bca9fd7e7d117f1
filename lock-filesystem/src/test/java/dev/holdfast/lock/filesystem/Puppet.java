package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Uses one lock file on command. Commands and answers are strings, so that it can be led from
 * another process as well as from classes that another class loader has loaded.
 */
final class Puppet implements UnaryOperator<String> {

  private @Nullable LockFile file;
  private @Nullable FileLock held;

  static LockId lock(String name) {
    return new LockId("test", LockKind.MUTEX, name);
  }

  static Path place(Path directory, String name) {
    return directory.resolve(LockFileName.of(lock(name)));
  }

  /** Leads one from the standard input, until that ends. */
  public static void main(String[] args) throws IOException {
    Puppet puppet = new Puppet();
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      System.out.println(puppet.apply(command));
    }
  }

  @Override
  public String apply(String command) {
    String[] words = command.split(" ", 2);
    try {
      return switch (words[0]) {
        case "open" -> {
          String[] what = words[1].split(" ", 2); // The path may contain spaces.
          file = OpenFiles.open(Path.of(what[1]), lock(what[0]));
          yield "opened";
        }
        case "lock" -> {
          held = file().tryLock(region(words[1]), false);
          yield Boolean.toString(held != null);
        }
        case "unlock" -> {
          FileLock lock = held;
          if (lock != null) {
            file().release(lock);
          }
          held = null;
          yield "unlocked";
        }
        case "bury" -> Boolean.toString(Burial.bury(file(), Path.of(words[1])));
        case "condition" -> file().condition().name();
        case "letGo" -> {
          file().letGo();
          yield "gone";
        }
        default -> throw new IllegalArgumentException(command);
      };
    } catch (LockException e) {
      return e.toString();
    }
  }

  private LockFile file() {
    LockFile open = file;
    if (open == null) {
      throw new IllegalStateException("nothing is open");
    }
    return open;
  }

  private static Region region(String name) {
    return switch (name) {
      case "G" -> Region.GATE;
      case "D" -> Region.DATA;
      case "W" -> Region.WAITERS;
      case "permit" -> Region.permit(Region.MOST_PERMITS - 1);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
