package dev.holdfast.lock.tck.hostile;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a backend may do to the thread that calls it. */
enum Misdeed {
  /** Never returns, and does not care about interrupts. */
  HANG {
    @Override
    boolean commit() {
      while (REPENTANCE.getCount() > 0) {
        LockSupport.parkNanos(50_000_000);
        boolean unused = Thread.interrupted();
      }
      return false;
    }
  },
  THROW_RUNTIME_EXCEPTION {
    @Override
    boolean commit() {
      throw new IllegalArgumentException("The moon is full.");
    }
  },
  THROW_ERROR {
    @Override
    boolean commit() {
      throw new StackOverflowError();
    }
  },
  /** Throws what the signature does not allow. */
  THROW_CHECKED {
    @Override
    boolean commit() {
      throw Misdeed.<RuntimeException>sneaky(new IOException("The disk is full."));
    }
  },
  /** The exception throws when it is asked anything. */
  THROW_TOXIC {
    @Override
    boolean commit() {
      throw new Toxic();
    }
  },
  /** The exception does not answer when it is asked anything. */
  THROW_TARPIT {
    @Override
    boolean commit() {
      throw new Tarpit();
    }
  },
  /** The exception is the cause of its cause. */
  THROW_CIRCLE {
    @Override
    boolean commit() {
      throw circle();
    }
  },
  STOP_THREAD {
    @Override
    @SuppressWarnings({"deprecation", "removal"})
    boolean commit() {
      throw new ThreadDeath();
    }
  },
  RETURN_NULL {
    @Override
    boolean commit() {
      return true;
    }
  },
  INTERRUPT_CALLER {
    @Override
    boolean commit() {
      Thread.currentThread().interrupt();
      return false;
    }
  },
  /** Starts a thread that neither ends nor lets the JVM end. */
  FORK {
    @Override
    boolean commit() {
      var thread = new Thread(HANG::commit, "hostile-fork");
      thread.setDaemon(false);
      thread.start();
      return false;
    }
  },
  PRINT {
    @Override
    boolean commit() {
      for (int i = 0; i < 10_000; i++) {
        System.out.println("I am here.");
      }
      return false;
    }
  },
  EXIT {
    @Override
    boolean commit() {
      System.exit(0);
      return false;
    }
  };

  /** Ends what hangs, when the tests are over. */
  static final CountDownLatch REPENTANCE = new CountDownLatch(1);

  /** Does it, and answers whether the call is to return null instead of what it should. */
  abstract boolean commit();

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static RuntimeException circle() {
    var one = new IllegalStateException("One");
    var other = new IllegalStateException("Other", one);
    one.initCause(other);
    return one;
  }

  /** Throws when it is asked anything. */
  private static class Toxic extends RuntimeException {

    private static final long serialVersionUID = 1L;

    void harm() {
      throw new IllegalStateException("Do not ask.");
    }

    @Override
    public @Nullable String getMessage() {
      harm();
      return super.getMessage();
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
      harm();
      return super.getCause();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      harm();
      return super.getStackTrace();
    }

    @Override
    public void printStackTrace(PrintStream stream) {
      harm();
    }

    @Override
    public void printStackTrace(PrintWriter writer) {
      harm();
    }

    @Override
    public String toString() {
      harm();
      return super.toString();
    }
  }

  /** Does not answer. */
  private static final class Tarpit extends Toxic {

    private static final long serialVersionUID = 1L;

    @Override
    void harm() {
      boolean unused = HANG.commit();
    }
  }
}
