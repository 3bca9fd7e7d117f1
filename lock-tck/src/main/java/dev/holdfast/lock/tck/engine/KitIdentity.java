package dev.holdfast.lock.tck.engine;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which kit it is: its version, and a hash over its classes, which is the same for the jar, the
 * executable jar and a directory of classes.
 */
public final class KitIdentity {

  private static final String KIT = "dev/holdfast/lock/tck";

  /** On top of the kit, and not part of what judges. */
  private static final String COMMAND_LINE = KIT + "/cli/";

  private KitIdentity() {}

  /**
   * The version of the kit.
   *
   * @return the version, or "development" if it does not come from a jar; not null
   */
  public static String version() {
    return Optional.ofNullable(KitIdentity.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /**
   * The hash over the kit's classes.
   *
   * @return SHA-256 in hexadecimal digits, or "unknown" if the classes cannot be read; not null
   */
  public static String hash() {
    try {
      CodeSource source = KitIdentity.class.getProtectionDomain().getCodeSource();
      if (source == null || source.getLocation() == null) {
        return "unknown";
      }
      Path location = Path.of(source.getLocation().toURI());
      if (Files.isDirectory(location)) {
        return hash(location);
      }
      try (FileSystem jar = FileSystems.newFileSystem(location)) {
        return hash(jar.getPath("/"));
      }
    } catch (IOException | URISyntaxException | RuntimeException e) {
      // Exotic class loaders; a certificate without a hash is better than none.
      return "unknown";
    }
  }

  private static String hash(Path root) throws IOException {
    MessageDigest digest = sha256();
    for (var file : classes(root)) {
      digest.update(relative(root, file).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve(KIT))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !relative(root, file).startsWith(COMMAND_LINE))
          .sorted(java.util.Comparator.comparing(file -> relative(root, file)))
          .toList();
    }
  }

  private static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
