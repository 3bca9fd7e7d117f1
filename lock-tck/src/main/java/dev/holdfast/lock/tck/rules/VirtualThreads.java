package dev.holdfast.lock.tck.rules;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Virtual threads, by reflection: the kit also runs on a Java that has none. */
final class VirtualThreads {

  private VirtualThreads() {}

  /** Makes virtual threads; null if this Java has none. */
  static @Nullable ThreadFactory factory() {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      return (ThreadFactory) type.getMethod("factory").invoke(builder);
    } catch (NoSuchMethodException | ClassNotFoundException e) {
      return null;
    } catch (InvocationTargetException e) {
      return null; // a preview that is not enabled
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Virtual threads are not accessible.", e);
    }
  }
}
