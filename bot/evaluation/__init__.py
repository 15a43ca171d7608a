"""Measures the assistant on labelled questions: pure functions from results to figures, a report and a chart."""
