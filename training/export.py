"""From a fitted network to the files that ship: ONNX with 8-bit weights of reduced range, vocabulary, arrays."""

from __future__ import annotations

import json
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch

from rashomon.reading.tagger_features import CATEGORIES, FLAGS, Vocabulary

from .network import Network


class _Exported(torch.nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, categories: torch.Tensor, flags: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.network(categories.long(), flags)


def export_network(network: Network, path: Path) -> None:
    """Writes the network as ONNX (opset 17); what multiplies in the two LSTMs has weights within 7 bits.

    With weights in [-64, 64] the sum of two products of an unsigned 8-bit activation stays within 16 bits, so
    processors without VNNI add without saturation and find the same spans.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names = {name: {0: "b", 1: "t"} for name in ("categories", "flags", "emissions", "points")}
    given = (torch.zeros(2, 30, CATEGORIES, dtype=torch.int32), torch.zeros(2, 30, FLAGS))
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            _Exported(network.eval()),
            given,
            str(whole),
            input_names=["categories", "flags"],
            output_names=["emissions", "points"],
            dynamic_axes=names,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            str(whole),
            str(path),
            weight_type=QuantType.QInt8,
            reduce_range=True,
            per_channel=False,
            op_types_to_quantize=["LSTM", "Gather"],
        )


def chain_arrays(network: Network) -> dict[str, np.ndarray]:
    """What the decoder needs of the network beside its scores."""
    return {
        "step": network.log_steps().detach().numpy(),
        "begin": network.log_begin().detach().numpy(),
        "nowhere": network.nowhere.detach().numpy(),
    }


def export_all(network: Network, vocabulary: Vocabulary, arrays: dict[str, np.ndarray], folder: Path) -> None:
    """Writes tagger.onnx, vocabulary.json and decoder.npz into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    export_network(network, folder / "tagger.onnx")
    known = {
        "words": list(vocabulary.words),
        "shapes": list(vocabulary.shapes),
        "reporting": sorted(vocabulary.reporting),
    }
    line = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    (folder / "vocabulary.json").write_text(line, encoding="utf-8")
    stored = {**chain_arrays(network), **arrays}
    np.savez(folder / "decoder.npz", **{k: np.asarray(v, np.float32) for k, v in sorted(stored.items())})
