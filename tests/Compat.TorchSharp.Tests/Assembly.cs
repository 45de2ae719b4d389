// The random number generator and the count of live tensors are the process's: tests run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
