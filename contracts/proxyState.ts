/** Port on which every proxy reports its state, on the networks of the cluster only. */
export const statePort = 8404;
