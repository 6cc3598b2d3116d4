/**
 * How Node runs the programs of a chamber (the systemd units say the same). A heap that is collected
 * early keeps the controller of 1,200 consoles below 300 MB on a box it shares with the media workers.
 */
export const nodeFlags = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=4',
  '--heap-growing-percent=20',
]
