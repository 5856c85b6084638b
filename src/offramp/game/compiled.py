"""How the game's inner loops are compiled: once per machine and version, without the interpreter lock, in float64.

The compiled code is kept in a folder of the user's cache named after a digest of all kernel sources: a change in one kernel
never meets stale code of another (numba alone looks at one file only), and an installation that cannot be written to works.
`OFFRAMP_CACHE` names another folder. Kernels start no threads; whoever solves many worlds runs them in ordinary threads, which
is safe under any server.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering
from numba.extending import intrinsic

#: Numba's own switch is set: everything runs as plain Python.
UNCOMPILED = bool(config.DISABLE_JIT)

# LLVM gives up vectorising a loop that would need more than 8 checks that arrays do not overlap; the kernels' loops need more.
llvm.set_option("offramp", "-runtime-memory-check-threshold=256")


@cache
def cache_folder() -> str:
    """Folder that holds the compiled kernels of this very source."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    roots = [os.environ.get("OFFRAMP_CACHE"), os.environ.get("XDG_CACHE_HOME"), str(Path.home() / ".cache")]
    for root in [r for r in roots if r] + [tempfile.gettempdir()]:
        folder = Path(root) / "offramp" / f"kernels-{digest.hexdigest()[:16]}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return str(folder)
    return tempfile.mkdtemp(prefix="offramp-kernels-")


@contextmanager
def one_compiles() -> Iterator[None]:
    """Of several processes that find nothing compiled, one compiles, and the others wait and then read what it kept."""
    try:
        handle = os.open(Path(cache_folder()) / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:  # then each compiles for itself
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# Sums may be fused with the products in them, and no kernel makes or tests for a NaN or for the sign of a zero. Nothing else is relaxed:
# sums keep their order.
_MATH = {"contract", "nnan", "nsz"}


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` on its first call and keep the result on disk: for what Python calls."""
    before = config.CACHE_DIR
    config.CACHE_DIR = before or cache_folder()
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=_MATH)(function)
    finally:
        config.CACHE_DIR = before


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerOnly(NativeLowering):
    """Numba's last step without making machine code: a part is only ever compiled as a piece of the kernels that call it.

    Saves half of the compile time. What stands in for the machine code has to be a built-in that no other part has; nothing calls it.
    """

    _name = "offramp_lower_only"

    def run_pass(self, state: Any) -> bool:
        state.flags.no_compile = True
        super().run_pass(state)
        lowered = state["cr"]
        stand_in = lowered.fndesc.unique_name.upper
        state.targetctx.insert_user_function(stand_in, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=stand_in)
        return True


class _PartCompiler(CompilerBase):
    """Numba's compiler with `_LowerOnly` as its last step."""

    def define_pipelines(self) -> list[Any]:
        """The ordinary steps but the last."""
        steps = DefaultPassBuilder.define_nopython_pipeline(self.state)
        steps.passes = [(_LowerOnly if step is NativeLowering else step, why) for step, why in steps.passes]
        steps.finalize()
        return [steps]


def part(function: Callable[..., Any] | None = None, *, allocates: bool = False) -> Callable[..., Any]:
    """Compile `function` as a part of the kernels that call it: Python cannot call it.

    Arrays are owned by whoever calls the part, so it counts no references to them (each count is an atomic operation, and together
    they took a twentieth of a solve). Only a part that `allocates` may return an array.
    """
    if function is None:
        return partial(part, allocates=allocates)
    return numba.njit(
        error_model="numpy",
        fastmath=_MATH,
        forceinline=True,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        pipeline_class=_PartCompiler,
        _nrt=allocates,
    )(function)


def _one_instruction(name: str) -> Callable[..., Any]:
    """The larger or the smaller of two floats, as the one instruction that it is where there are no NaNs."""

    @intrinsic
    def chosen(_typing: Any, _first: Any, _second: Any) -> Any:
        def build(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            double = ir.DoubleType()
            function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(double, [double, double]), name)
            return builder.call(function, values, fastmath=("nnan", "nsz"))

        return types.float64(types.float64, types.float64), build

    return chosen


larger = max if UNCOMPILED else _one_instruction("llvm.maxnum.f64")
smaller = min if UNCOMPILED else _one_instruction("llvm.minnum.f64")


def _unchecked() -> Callable[..., Any]:
    """Element of a flat array at an index that is never negative, without asking whether it is."""

    @intrinsic
    def element(_typing: Any, array: Any, _index: Any) -> Any:
        def build(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            data = context.make_array(array)(context, builder, values[0]).data
            return builder.load(builder.gep(data, [values[1]]))

        return array.dtype(array, types.intp), build

    return element


def _checked(array: Any, index: int) -> Any:
    return array[index]


peek: Callable[..., Any] = _checked if UNCOMPILED else _unchecked()


def _unchecked_store() -> Callable[..., Any]:
    @intrinsic
    def stored(_typing: Any, array: Any, _index: Any, value: Any) -> Any:
        def build(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            data = context.make_array(array)(context, builder, values[0]).data
            builder.store(context.cast(builder, values[2], value, array.dtype), builder.gep(data, [values[1]]))
            return context.get_dummy_value()

        return types.none(array, types.intp, value), build

    return stored


def _put(array: Any, index: int, value: float) -> None:
    array[index] = value


#: Put a number into a flat array at an index that is never negative, without asking whether it is.
put: Callable[..., Any] = _put if UNCOMPILED else _unchecked_store()


@part
def choose(condition, one, two):
    """`one` if `condition` else `two`, in a form that is not turned into a store of some lanes only, which is slow."""
    return one if condition else larger(two, -1e300)
