package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.RunOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs the catalogue against a backend. */
@Command(
    name = "certify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs the rules against a backend and shows the verdicts.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:certified; with --rule: the selected rules were obeyed",
      " 1:the backend breaks a rule (a waiver makes no difference here)",
      " 2:too little was seen to tell, or the kit or the backend could not run",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar lock-tck.jar certify filesystem --config directory=/srv/shared \\",
      "      --out report",
      "  java -jar lock-tck.jar certify com.acme.AcmeBackendFactory \\",
      "      --backend-path acme.jar --backend-path driver.jar \\",
      "      --config url=jdbc:acme:test --config user=tck --profile standard",
      "  java -jar lock-tck.jar certify inmemory --rule MUT-01 --seed 4711",
      "",
      "A backend factory is a public class with a public constructor without",
      "parameters that implements dev.holdfast.lock.tck.LockBackendFactory."
    })
final class CertifyCommand implements Callable<Integer> {

  private final Kit kit;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "<backend>",
      description = "A built-in backend (filesystem, inmemory), or the class of a factory.")
  private String backend = "";

  @Mixin private BackendOptions backendOptions = new BackendOptions();

  @Option(
      names = "--profile",
      paramLabel = "<profile>",
      converter = ProfileConverter.class,
      description =
          "smoke (half a minute, the default), standard (5 minutes), certify (1 hour), soak.")
  private @Nullable Profile profile;

  @Option(
      names = "--out",
      paramLabel = "<directory>",
      description =
          "Where report.html, junit.xml, certificate.txt, certificate.json and programs that"
              + " failed are written, even if the run ends early.")
  private @Nullable Path out;

  @Option(
      names = "--seed",
      paramLabel = "<integer>",
      description = "What random programs and delays derive from; random by default.")
  private @Nullable Long seed;

  @Option(
      names = "--time-scale",
      paramLabel = "<factor>",
      description = "What upper bounds on time are multiplied by, for slow machines; 1 by default.")
  private @Nullable Double timeScale;

  @Option(
      names = "--waivers",
      paramLabel = "<file>",
      description =
          "Failures that are accepted for now: a JSON array of objects with rule, reason,"
              + " expires, link.")
  private @Nullable Path waivers;

  @Option(
      names = "--rule",
      paramLabel = "<id>",
      description = "Runs only this rule, so that nothing is certified. May be repeated.")
  private List<String> rules = new ArrayList<>();

  CertifyCommand(Kit kit) {
    this.kit = kit;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    Certificate certificate;
    try (var loader = backendOptions.loader()) {
      Thread.currentThread().setContextClassLoader(loader.classLoader());
      RunOptions options = options();
      BackendUnderTest underTest = backend(loader);
      prepareOut();
      certificate = kit.certifier().run(underTest, options, kit.progress(), out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    console.print(certificate.toText());
    if (out != null) {
      console.printf("%nThe report is in %s%n", out.resolve("report.html").toAbsolutePath());
    }
    console.flush();
    return ExitCode.of(certificate);
  }

  private RunOptions options() {
    RunOptions options = RunOptions.fromEnvironment();
    if (profile != null) {
      options = options.withProfile(profile);
    }
    if (seed != null) {
      options = options.withSeed(seed);
    }
    if (timeScale != null) {
      options = options.withTimeScale(timeScale);
    }
    return rules.isEmpty() ? options : options.withRules(selected());
  }

  private Set<String> selected() {
    Set<String> known = kit.catalogue().stream().map(rule -> rule.id()).collect(Collectors.toSet());
    for (String rule : rules) {
      if (!known.contains(rule.toUpperCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "There is no rule '%s'. 'java -jar lock-tck.jar rules' lists them.".formatted(rule));
      }
    }
    return rules.stream().map(rule -> rule.toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  private BackendUnderTest backend(BackendLoader loader) {
    BackendUnderTest underTest = backendOptions.load(loader, backend);
    return waivers == null ? underTest : underTest.waivers(waivers);
  }

  /** Better now than after an hour. */
  private void prepareOut() {
    if (out == null) {
      return;
    }
    try {
      Files.createDirectories(out);
      Files.delete(Files.createTempFile(out, "lock-tck", ".probe"));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Nothing can be written to '%s' (%s). Give --out a directory that is writable or can be made."
              .formatted(out, e),
          e);
    }
  }

  static final class ProfileConverter implements picocli.CommandLine.ITypeConverter<Profile> {
    @Override
    public Profile convert(String value) {
      try {
        return RunOptions.parseProfile(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
