"""Settings of where tools are worked out: in this program, or as functions on AWS Lambda."""

from typing import Annotated, Literal

from pydantic import Field

from core.setting_types import Seconds, Section

Function = Annotated[str, Field(pattern=r"^[\w:-]+$")]


class Agents(Section):
    """Where the workbench's tools are worked out; deploy/lambda/README.md says how the functions come to be."""

    execution: Literal["local", "lambda"] = Field(
        "local", description="Here, or as functions on AWS Lambda; tools that write are always worked out here"
    )
    fall_back: bool = Field(True, description="Work it out here when the function is away, and say so")
    region: str | None = Field(None, description="The AWS region of the functions; null is that of the environment")
    endpoint: Annotated[str, Field(pattern=r"^https?://")] | None = Field(
        None, description="Another address of the API, such as a VPC endpoint's"
    )
    inventory: Function = Field("quartermaster-inventory-optimizer", description="The function of the inventory tools")
    logistics: Function = Field("quartermaster-logistics-optimizer", description="The function of the logistics tools")
    suppliers: Function = Field("quartermaster-supplier-analyzer", description="The function of the supplier tools")
    timeout_seconds: Seconds = Field(60.0, description="How long an answer is waited for; the function's own time-out")
    memory: Annotated[int, Field(ge=128, le=10_240)] = Field(
        2048, description="Megabytes of a function, for its cost where AWS does not report it"
    )
