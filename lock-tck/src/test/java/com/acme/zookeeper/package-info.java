/**
 * A backend as a third party writes one: locks in Apache ZooKeeper, through Curator, and the test
 * that certifies them.
 */
@org.jspecify.annotations.NullMarked
package com.acme.zookeeper;
