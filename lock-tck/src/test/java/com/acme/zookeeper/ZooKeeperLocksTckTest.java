package com.acme.zookeeper;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.LockTck;
import java.util.Map;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Certifies the backend: this is all that a vendor has to write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ZooKeeperLocksTckTest extends LockTck {

  private final TestingServer server;

  ZooKeeperLocksTckTest() throws Exception {
    System.setProperty("zookeeper.forceSync", "no"); // the server's disk is not what is tested
    // Some rules open more providers than the 60 connections that a server grants by default.
    var unlimited = new InstanceSpec(null, -1, -1, -1, true, -1, -1, 0);
    server = new TestingServer(unlimited, false);
  }

  @BeforeAll
  void start() throws Exception {
    server.start();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @Override
  protected BackendUnderTest backend() {
    return BackendUnderTest.of(ZooKeeperBackend.class)
        .config(Map.of("connect", server.getConnectString()));
  }
}
