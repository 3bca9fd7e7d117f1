package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Score.Percentiles;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** How long something took, as it is told by one process to another. */
final class Times {

  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final double NANOS_OF_MICRO = 1000;

  private Times() {}

  /** Of nanoseconds, with three digits. */
  static Histogram histogram() {
    return new Histogram(MOST_NANOS, 3);
  }

  /** Counts one; what cannot be is taken for the nearest that can. */
  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.max(0, Math.min(nanos, MOST_NANOS)));
  }

  static String encode(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    bytes.position(0).limit(length);
    return Base64.getEncoder().encodeToString(toArray(bytes));
  }

  private static byte[] toArray(ByteBuffer bytes) {
    var array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }

  static Histogram decode(String text) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), MOST_NANOS);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("This is no histogram.", e);
    }
  }

  /** In microseconds. */
  static Percentiles percentiles(Histogram histogram) {
    return new Percentiles(
        histogram.getValueAtPercentile(50) / NANOS_OF_MICRO,
        histogram.getValueAtPercentile(99) / NANOS_OF_MICRO,
        histogram.getValueAtPercentile(99.9) / NANOS_OF_MICRO,
        histogram.getMaxValue() / NANOS_OF_MICRO);
  }
}
