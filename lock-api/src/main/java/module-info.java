/** The four lock primitives, their handles and their contracts. */
@org.jspecify.annotations.NullMarked
module dev.holdfast.lock {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;

  exports dev.holdfast.lock;
}
