/** The compatibility kit: rules for lock backends, and the tests that hold a backend to them. */
@org.jspecify.annotations.NullMarked
module dev.holdfast.lock.tck {
  requires transitive dev.holdfast.lock;
  requires transitive org.junit.jupiter.api;
  requires org.apache.commons.io;
  requires com.fasterxml.jackson.databind;
  requires HdrHistogram;
  requires net.jqwik.api;
  requires org.junit.platform.launcher;
  requires java.management;
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;

  exports dev.holdfast.lock.tck;

  provides org.junit.platform.launcher.LauncherSessionListener with
      dev.holdfast.lock.tck.program.NoJqwikDatabase;
}
