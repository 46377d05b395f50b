"""Voice: what is said to the camera is heard here, on the device, and goes nowhere else."""
