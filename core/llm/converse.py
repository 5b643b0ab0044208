"""A talk with a model: its calls of tools are answered until it has said all, within the limits."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from pydantic_ai.messages import ModelMessage, ModelRequest, TextPart, ToolCallPart, ToolReturnPart, UserPromptPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.tools import ToolDefinition

from core.errors import BudgetSpent, Invalid, QuartermasterError, Unavailable, Unknown
from core.llm.call import Caller, Line
from core.llm.talk import Enough, Reply, Talk, Tool, small_schema


async def converse(caller: Caller, talk: Talk, line: Line) -> Reply:
    try:
        async with asyncio.timeout(line.limits.seconds):
            return await _Exchange(caller, talk, line).run()
    except TimeoutError:
        raise Unavailable(f"The language model took longer than {line.limits.seconds:g} seconds.") from None


@dataclass
class _Exchange:
    caller: Caller
    talk: Talk
    line: Line
    mistakes: int = 0

    async def run(self) -> Reply:
        parameters = ModelRequestParameters(function_tools=[_definition(tool) for tool in self.talk.tools])
        messages: list[ModelMessage] = [self._request(UserPromptPart(self.talk.question))]
        for _ in range(self.line.limits.steps):
            response = await self.caller.reply(messages, parameters, self.line)
            calls = response.tool_calls
            if not calls:
                text = "".join(part.content for part in response.parts if isinstance(part, TextPart))
                return Reply(text.strip(), self.line.spent, cut=response.finish_reason == "length")
            self.line.say("\n\n")
            try:
                results = [await self._result(call) for call in calls]
            except Enough:
                return Reply("", self.line.spent)
            messages += [response, self._request(*results)]
        raise Unavailable(f"The language model was not done after {self.line.limits.steps} steps.")

    def _request(self, *parts: UserPromptPart | ToolReturnPart) -> ModelRequest:
        return ModelRequest(parts=list(parts), instructions=self.talk.standing)

    async def _result(self, call: ToolCallPart) -> ToolReturnPart:
        """What a tool gives, or what was wrong with how it was called."""
        try:
            said = await self._done(call)
        except BudgetSpent:
            raise
        except QuartermasterError as error:
            self.mistakes += 1
            if self.mistakes > self.talk.errors_back:
                raise Unavailable(
                    f"The language model did not get there in {self.mistakes} tries; the last: {error.message}"
                ) from None
            return ToolReturnPart(call.tool_name, f"Error: {error.message}", call.tool_call_id, outcome="failed")
        return ToolReturnPart(call.tool_name, said, call.tool_call_id)

    async def _done(self, call: ToolCallPart) -> str:
        tools: Mapping[str, Tool] = {tool.name: tool for tool in self.talk.tools}
        if call.tool_name not in tools:
            raise Unknown("tool", call.tool_name, tools)
        tool = tools[call.tool_name]
        try:
            given = tool.takes.model_validate(call.args_as_dict(raise_if_invalid=True))
        except ValidationError as error:
            raise Invalid(_complaint(error)) from None
        except (ValueError, AssertionError):
            raise Invalid("The arguments are no JSON object.") from None
        with self.line.trace.step(tool.name):
            said = await asyncio.to_thread(_ended, tool, given)
        if said is None:
            raise Enough
        return said


def _ended(tool: Tool, given: BaseModel) -> str | None:
    """None when it ends the talk, which is no failure of the step."""
    try:
        return tool.do(given)
    except Enough:
        return None


def _definition(tool: Tool) -> ToolDefinition:
    return ToolDefinition(name=tool.name, parameters_json_schema=small_schema(tool.takes), description=tool.meaning)


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the arguments"
    return f"{place}: {first['msg'].removeprefix('Value error, ')}."
