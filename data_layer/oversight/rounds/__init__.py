"""研判批次: candidates frozen → replies → opinions → meeting → 公示 → issued, dropped, revoked."""
