package dev.holdfast.lock.tck;

import dev.holdfast.lock.LockProvider;
import java.util.Map;
import java.util.Set;

/**
 * Makes providers of the backend under test: all that a vendor has to write. The class is public,
 * with a public constructor without parameters, so that worker processes can use it as well.
 */
@FunctionalInterface
public interface LockBackendFactory {

  /**
   * Opens a provider.
   *
   * @param namespace which name space: providers opened with equal name spaces and configurations
   *     share their locks, all others do not. The kit makes up short names of lower-case letters,
   *     digits and hyphens; a backend uses them as, say, a subdirectory, a prefix or a schema.
   * @param config what the user configured, plain strings; not null
   * @return a new provider that implements whichever of the four provider interfaces the backend
   *     supports; not null. The kit closes it.
   * @throws Exception if the backend cannot be reached or configured; the message says what to do
   */
  LockProvider open(String namespace, Map<String, String> config) throws Exception;

  /**
   * What the backend promises beyond the rules that bind everybody. Rules about capabilities that
   * are not declared are not applied.
   *
   * @return the capabilities, none by default; not null
   */
  default Set<Capability> capabilities() {
    return Set.of();
  }

  /**
   * The upper bounds that the backend promises.
   *
   * @return the bounds, {@link Bounds#DEFAULT} by default; not null
   */
  default Bounds bounds() {
    return Bounds.DEFAULT;
  }

  /**
   * The faults that the locks of a name space can be put through, for the rules about loss. They
   * are used in this process only.
   *
   * @param namespace the name space of the providers, see {@link #open}
   * @param config what the user configured, plain strings; not null
   * @return the faults, {@link Faults#NONE} by default; not null
   * @throws Exception if the store cannot be reached
   */
  default Faults faults(String namespace, Map<String, String> config) throws Exception {
    return Faults.NONE;
  }
}
