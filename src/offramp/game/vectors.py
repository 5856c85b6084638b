"""How the innermost loops are given to the compiler: in vectors of eight floats that stay in the processor's registers.

Left alone with a loop over rung pairs or lines, the compiler writes what it knows to memory and reads it back at each step, or does
one number after the other. Functions made by `written` are put into the kernels as they are written here, in the compiler's own
language (LLVM); beside each stands the same in plain Python, for where nothing is compiled.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from offramp.game.compiled import UNCOMPILED

#: Floats in a vector: two registers of four.
EIGHT = 8
_MATH = ("contract", "nnan", "nsz")
_FLOAT, _SHORT, _WHOLE = ir.DoubleType(), ir.FloatType(), ir.IntType(64)
#: Bytes at whose multiples numbers of a kind stand.
_ALIGNED = {_FLOAT: 8, _SHORT: 4, ir.IntType(16): 2}


class Vectors:
    """Writes operations on vectors of eight floats into the function that `builder` is at work on."""

    def __init__(self, builder: Any, number: Any = _FLOAT) -> None:
        self.write, self.number = builder, number
        self.kind = ir.VectorType(number, EIGHT)

    @property
    def short(self) -> Vectors:
        """The same for floats of half the length: eight of them are one register, and good to seven digits."""
        return Vectors(self.write, _SHORT)

    def taken(self, value: Any) -> Any:
        """A number, or eight of them, of another length as one of this kind."""
        kind = self.kind if isinstance(value.type, ir.VectorType) else self.number
        return self.write.fpext(value, kind) if self.number is _FLOAT else self.write.fptrunc(value, kind)

    def fixed(self, *numbers: float) -> Any:
        """A vector known beforehand: one number everywhere, or eight."""
        return ir.Constant(self.kind, list(numbers) * (EIGHT // len(numbers)))

    def spread(self, number: Any) -> Any:
        """The same number in every place."""
        nothing = ir.Constant(self.kind, ir.Undefined)
        one = self.write.insert_element(nothing, number, ir.IntType(32)(0))
        return self.write.shuffle_vector(one, nothing, ir.Constant(ir.VectorType(ir.IntType(32), EIGHT), None))

    def one(self, pointer: Any, index: Any) -> Any:
        """The number at `index`."""
        return self.write.load(self.write.gep(pointer, [index]))

    def load(self, pointer: Any, index: Any, lanes: int = EIGHT) -> Any:
        """Eight neighbouring numbers from `index` on, or so many."""
        kind = ir.VectorType(self.number, lanes)
        return self.write.load(self._at(pointer, index, kind), align=_ALIGNED[self.number])

    def store(self, vector: Any, pointer: Any, index: Any) -> None:
        """Put the numbers of a vector at `index` and after."""
        self.write.store(vector, self._at(pointer, index, vector.type), align=_ALIGNED[vector.type.element])

    def _at(self, pointer: Any, index: Any, kind: Any) -> Any:
        return self.write.bitcast(self.write.gep(pointer, [index]), kind.as_pointer())

    def fetch_to_write(self, pointer: Any, index: Any) -> None:
        """Have the memory at `index` brought near, to be written soon."""
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        function = cgutils.get_or_insert_function(self.write.module, kind, "llvm.prefetch.p0i8")
        there = self.write.bitcast(self.write.gep(pointer, [index]), byte)
        self.write.call(function, [there, number(1), number(3), number(1)])

    @property
    def _suffix(self) -> str:
        return "f64" if self.number is _FLOAT else "f32"

    def larger(self, one: Any, two: Any) -> Any:
        """The larger of two, place by place."""
        return self._extreme("maxnum", one, two)

    def smaller(self, one: Any, two: Any) -> Any:
        """The smaller of two, place by place."""
        return self._extreme("minnum", one, two)

    def _extreme(self, name: str, one: Any, two: Any) -> Any:
        kind = ir.FunctionType(self.kind, [self.kind, self.kind])
        function = cgutils.get_or_insert_function(self.write.module, kind, f"llvm.{name}.v{EIGHT}{self._suffix}")
        return self.write.call(function, [one, two], fastmath=("nnan", "nsz"))

    def floor(self, vector: Any) -> Any:
        """The next whole number below, place by place."""
        kind = ir.FunctionType(self.kind, [self.kind])
        function = cgutils.get_or_insert_function(self.write.module, kind, f"llvm.floor.v{EIGHT}f64")
        return self.write.call(function, [vector])

    def whole(self, vector: Any, pointer: Any) -> Any:
        """Whole numbers of the kind that `pointer` leads to."""
        halfway = self.write.fptosi(vector, ir.VectorType(ir.IntType(32), EIGHT))
        return self.write.trunc(halfway, ir.VectorType(pointer.type.pointee, EIGHT))

    def less(self, one: Any, two: Any) -> Any:
        """One less two."""
        return self.write.fsub(one, two, flags=_MATH)

    def plus(self, one: Any, two: Any) -> Any:
        """One and two."""
        return self.write.fadd(one, two, flags=_MATH)

    def along(self, start: Any, length: Any, rate: Any) -> Any:
        """Start + length * rate."""
        return self.plus(start, self.write.fmul(length, rate, flags=_MATH))

    def where(self, one: Any, relation: str, two: Any, yes: Any, no: Any) -> Any:
        """`yes` where one stands in `relation` to two, else `no`."""
        return self.write.select(self.compare(one, relation, two), yes, no)

    def compare(self, one: Any, relation: str, two: Any) -> Any:
        """Where one stands in `relation` (``<``, ``<=``, ``==``) to two."""
        return self.write.fcmp_ordered(relation, one, two, flags=_MATH)

    def greatest(self, vector: Any) -> Any:
        """The largest of the eight."""
        return self._of_eight("fmax", vector)

    def least(self, vector: Any) -> Any:
        """The smallest of the eight."""
        return self._of_eight("fmin", vector)

    def _of_eight(self, name: str, vector: Any) -> Any:
        kind = ir.FunctionType(self.number, [self.kind])
        name = f"llvm.vector.reduce.{name}.v{EIGHT}{self._suffix}"
        function = cgutils.get_or_insert_function(self.write.module, kind, name)
        return self.write.call(function, [vector], fastmath=("nnan", "nsz"))

    def sum(self, vector: Any) -> Any:
        """The sum of the eight, from the first to the last."""
        kind = ir.FunctionType(_FLOAT, [_FLOAT, self.kind])
        function = cgutils.get_or_insert_function(self.write.module, kind, f"llvm.vector.reduce.fadd.v{EIGHT}f64")
        return self.write.call(function, [_FLOAT(0.0), vector])

    def bits(self, where: Any) -> Any:
        """A whole number whose bit i tells whether `where` holds in place i."""
        return self.write.zext(self.write.bitcast(where, ir.IntType(EIGHT)), _WHOLE)

    def looped(self, count: Any, start: list[Any], step: Callable[[Any, list[Any]], list[Any]]) -> list[Any]:
        """What `step(i, carried)` makes of `start` for i = 0 .. count-1."""
        write, before = self.write, self.write.block
        body, after = write.append_basic_block("step"), write.append_basic_block("after")
        write.cbranch(write.icmp_signed(">", count, _WHOLE(0)), body, after)
        write.position_at_end(body)
        i = write.phi(_WHOLE)
        carried = [write.phi(value.type) for value in start]
        found = step(i, carried)
        onward = write.add(i, _WHOLE(1))
        for phi, first, again in zip([i, *carried], [_WHOLE(0), *start], [onward, *found], strict=True):
            phi.add_incoming(first, before)
            phi.add_incoming(again, body)
        write.cbranch(write.icmp_signed("<", onward, count), body, after)
        write.position_at_end(after)
        results = [write.phi(value.type) for value in start]
        for phi, first, again in zip(results, start, found, strict=True):
            phi.add_incoming(first, before)
            phi.add_incoming(again, body)
        return results


def written(plain: Callable[..., Any], kinds: tuple[Any, ...], result: Any) -> Callable[..., Any]:
    """Decorate what writes the compiled form of `plain`: called with `Vectors` and the arguments, arrays as pointers.

    `kinds` has None for an array of floats and numba's type for any other argument; `result` is numba's type. The writer returns the
    value, or None if `result` is `types.none`.
    """

    def decorate(writer: Callable[..., Any]) -> Callable[..., Any]:
        def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            given = [
                context.make_array(kind)(context, builder, value).data if kinds[i] is None else value
                for i, (kind, value) in enumerate(zip(signature.args, values, strict=True))
            ]
            found = writer(Vectors(builder), *given)
            return context.get_dummy_value() if result is types.none else found

        def typed(_typing: Any, *arguments: Any) -> Any:
            return result(*(a if kind is None else kind for a, kind in zip(arguments, kinds, strict=True))), build

        known = inspect.signature(plain)
        context = inspect.Parameter("_typing", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        typed.__signature__ = known.replace(parameters=[context, *known.parameters.values()])  # type: ignore[attr-defined]
        typed.__name__ = plain.__name__
        return plain if UNCOMPILED else intrinsic(typed)

    return decorate
