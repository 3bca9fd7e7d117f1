module com.example.consumer {
  requires dev.holdfast.lock.inmemory;
}
