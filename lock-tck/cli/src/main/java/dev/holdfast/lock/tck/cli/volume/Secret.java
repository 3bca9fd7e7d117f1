package dev.holdfast.lock.tck.cli.volume;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.lock.tck.worker.Message;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What all participants of a check know. Both sides of a connection prove that they do, by an HMAC
 * over a number that the other one has just made up; the secret itself is never sent.
 */
final class Secret {

  /** The environment variable that it is taken from, since others can read a command line. */
  static final String VARIABLE = "HOLDFAST_WITNESS_SECRET";

  static final int SHORTEST = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int HELLO_LIMIT = 4096;
  private static final int HELLO_MILLIS = 5_000;

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * The secret with this text.
   *
   * @throws IllegalArgumentException if it is missing or too short
   */
  static Secret of(@Nullable String text) {
    if (text == null || text.length() < SHORTEST) {
      throw new IllegalArgumentException(
          ("The environment variable %s %s. Set it to the same text, of at least %d characters,"
                  + " on all hosts: for example what 'openssl rand -hex 16' prints.")
              .formatted(VARIABLE, text == null ? "is not set" : "is too short", SHORTEST));
    }
    return new Secret(text);
  }

  static Secret random() {
    return new Secret(nonce());
  }

  /** For the environment of a process that is to know it. */
  String text() {
    return text;
  }

  private static String nonce() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private String prove(String side, Message hello, String mine, String yours) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(text.getBytes(UTF_8), ALGORITHM));
      String proven = side + "\n" + mine + "\n" + yours + "\n" + hello;
      return HexFormat.of().formatHex(mac.doFinal(proven.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM + ".", e);
    }
  }

  private boolean isProof(@Nullable String proof, String side, Message hello, String a, String b) {
    return proof != null
        && MessageDigest.isEqual(proof.getBytes(UTF_8), prove(side, hello, a, b).getBytes(UTF_8));
  }

  /**
   * Lets somebody in who knows the secret. A stranger is told that he is one, and nothing else.
   *
   * @return what he says of himself
   * @throws IOException if he does not know it
   */
  Message admit(Wire wire) throws IOException {
    wire.patience(HELLO_MILLIS);
    String mine = nonce();
    wire.send(Message.EMPTY.with("holdfast", "witness 1").with("nonce", mine));
    try {
      Message hello = wire.receive(HELLO_LIMIT);
      if (hello == null) {
        throw new IOException("It said nothing.");
      }
      String yours = hello.get("nonce");
      Message said = Message.of(hello.under("say."));
      if (!isProof(hello.find("proof"), "guest", said, yours, mine)) {
        throw new IOException("It does not know the secret.");
      }
      wire.send(Message.EMPTY.with("proof", prove("host", said, mine, yours)));
      wire.patience(0);
      return said;
    } catch (IOException | IllegalArgumentException e) {
      wire.send(
          Message.EMPTY.with(
              "refused",
              "This is a witness of Holdfast's verify-volume. You do not know its secret: see "
                  + VARIABLE
                  + "."));
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Introduces this process to who listens there.
   *
   * @param hello what to say of oneself
   * @throws IOException if that is not a witness, or has another secret; a complete sentence
   */
  void introduce(Wire wire, Message hello) throws IOException {
    wire.patience(HELLO_MILLIS);
    String mine = nonce();
    Message greeting;
    try {
      greeting = wire.receive(HELLO_LIMIT);
    } catch (IOException e) {
      throw new IOException("What listens at " + wire.peer() + " is not a witness.", e);
    }
    if (greeting == null || greeting.find("nonce") == null) {
      throw new IOException("What listens at " + wire.peer() + " is not a witness, or is busy.");
    }
    String yours = greeting.get("nonce");
    wire.send(
        Message.EMPTY
            .with("nonce", mine)
            .with("proof", prove("guest", hello, mine, yours))
            .withAll("say.", hello.under("")));
    Message answer = wire.receive(HELLO_LIMIT);
    if (answer == null || !isProof(answer.find("proof"), "host", hello, yours, mine)) {
      throw new IOException(
          "The witness at %s has another secret. Set %s to the same text on all hosts."
              .formatted(wire.peer(), VARIABLE));
    }
    wire.patience(0);
  }
}
