"""The advisors' desk: cases, who works on them and when it is open. The domain is standard library only; the service adds conversations."""
