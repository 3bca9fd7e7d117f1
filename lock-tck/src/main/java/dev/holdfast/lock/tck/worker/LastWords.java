package dev.holdfast.lock.tck.worker;

/** The end of what somebody says. */
final class LastWords {

  private static final int LONGEST = 4_000;

  private final StringBuilder text = new StringBuilder();

  synchronized void add(String line) {
    text.append(line, Math.max(0, line.length() - LONGEST), line.length()).append('\n');
    shorten();
  }

  synchronized void add(char[] chars, int length) {
    text.append(chars, 0, length);
    shorten();
  }

  private void shorten() {
    if (text.length() > LONGEST) {
      text.delete(0, text.length() - LONGEST);
    }
  }

  @Override
  public synchronized String toString() {
    return text.toString();
  }
}
