package dev.holdfast.lock.tck.cli;

import java.net.InetSocketAddress;

/** Addresses on a command line. */
final class Addresses {

  private Addresses() {}

  /**
   * Reads "host:port".
   *
   * @param option where it stands
   */
  static InetSocketAddress parse(String option, String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          "%s is '%s', but has to be a host and a port, such as 10.0.0.1:7391."
              .formatted(option, text));
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port > 0xFFFF) {
      throw new IllegalArgumentException("%s: there is no port %d.".formatted(option, port));
    }
    var address = new InetSocketAddress(text.substring(0, colon), port);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("%s: there is no host of that name.".formatted(option));
    }
    return address;
  }
}
