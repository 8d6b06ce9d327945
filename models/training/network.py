"""The reading network: dense convolutions to one row, then dilated residual 1-D convolutions, for CTC (Graves et al. 2006).

In: [N, 1, 48, W] ink, 0 paper … 1 ink, W a multiple of 8. Out: [N, T, classes] raw logits, T = W / 4.
Only convolutions, additions and ReLU, so every node stays on the GPU in ONNX Runtime Web; few dense layers, since
on a CPU they beat many thin ones. Batch normalisation (Ioffe and Szegedy 2015) is folded away at export.
"""

import torch
from torch import nn


def conv(inputs: int, outputs: int, kernel, stride=1, dilation=1) -> nn.Sequential:
    size = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    spread = dilation if isinstance(dilation, tuple) else (dilation, dilation)
    padding = tuple((k - 1) // 2 * d for k, d in zip(size, spread))
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, padding, spread, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    """x + f(x); f's dropout only acts in training."""

    def __init__(self, inner: nn.Module, dropout: float = 0.0):
        super().__init__()
        self.inner, self.dropout = inner, nn.Dropout2d(dropout)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.dropout(self.inner(x))


class LineReader(nn.Module):
    """`widths`: channels of the three picture stages and of the sequence stage.

    `coarse`: channels of the sequence's residual convolutions at half the frame rate (W / 8), which doubles their reach
    and halves their cost; their findings are spread to W / 4 and added to the picture's (the U-Net's bridge, Ronneberger
    et al. 2015). None keeps the whole sequence at W / 4 with `widths[3]` channels. W must be a multiple of 8.
    """

    def __init__(
        self,
        classes: int,
        widths=(12, 24, 56, 128),
        dilations=(1, 2, 4, 8, 1, 2),
        dropout: float = 0.1,
        coarse: int | None = 192,
        kernel: int = 3,
        blocks=(1, 1),
    ):
        super().__init__()
        a, b, c, d = widths
        self.picture = nn.Sequential(
            conv(1, a, 5, 2),
            conv(a, b, 3, 2),
            *[Residual(conv(b, b, 3)) for _ in range(blocks[0])],
            conv(b, c, 3, (2, 1)),
            *[Residual(conv(c, c, 3)) for _ in range(blocks[1])],
            nn.Sequential(nn.Conv2d(c, d, (6, 1), bias=False), nn.BatchNorm2d(d), nn.ReLU(inplace=True)),
        )
        self.coarse = coarse
        w = coarse or d
        if coarse:
            self.narrow = conv(d, w, (1, 3), (1, 2))
            self.spread = nn.ConvTranspose2d(w, d, (1, 2), (1, 2))
        self.sequence = nn.Sequential(
            nn.Dropout2d(dropout), *[Residual(conv(w, w, (1, kernel), dilation=(1, k)), dropout) for k in dilations], nn.Dropout2d(dropout)
        )
        self.output = nn.Conv2d(d, classes, 1)

    def forward(self, ink: torch.Tensor) -> torch.Tensor:
        x = self.picture(ink)
        x = torch.relu(x + self.spread(self.sequence(self.narrow(x)))) if self.coarse else self.sequence(x)
        return self.output(x).squeeze(2).transpose(1, 2)


def fold_batch_norm(model: nn.Module) -> nn.Module:
    """Every convolution with the batch norm after it becomes one convolution with a bias; the model must be in eval mode."""
    for name, child in model.named_children():
        if isinstance(child, nn.Sequential) and len(child) >= 2 and isinstance(child[0], nn.Conv2d) and isinstance(child[1], nn.BatchNorm2d):
            merged = nn.utils.fusion.fuse_conv_bn_eval(child[0], child[1])
            setattr(model, name, nn.Sequential(merged, *list(child)[2:]))
        else:
            fold_batch_norm(child)
    return model
