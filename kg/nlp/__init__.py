"""The spaCy pipeline that reads, and the network in it."""

import os

# From 1.29 on onnxruntime counts its use, keeps an id of the device and sends both away, unless told before its import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
