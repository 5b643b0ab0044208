"""Which of sqlglot's node classes may appear in a tree: an allow-list by class name."""

from sqlglot import exp

_CLAUSES = """
Select Union Intersect Except Subquery With CTE From Join Lateral Where Group Having Qualify Order Ordered Limit
Offset Fetch LimitOptions Distinct Window WindowSpec Table TableAlias Values Tuple Cube Rollup GroupingSets Pivot
PivotAlias UnpivotColumns Filter WithinGroup IgnoreNulls RespectNulls
"""
_VALUES = """
Alias Aliases All Any Array Between Bracket Boolean Column ColumnDef Comprehension DataType DataTypeParam Dot Escape
HexString Identifier In Interval IntervalSpan Is JSONPath JSONPathKey JSONPathRoot JSONPathSubscript JSONPathWildcard
JSONPathSlice Kwarg Lambda Literal Null Paren PositionalColumn PropertyEQ Slice Star Var Columns Struct
"""
_OPERATORS = """
Add Adjacent And ArrayContainsAll ArrayContainedBy ArrayOverlaps AtTimeZone BitwiseAnd BitwiseLeftShift BitwiseNot
BitwiseOr BitwiseRightShift BitwiseXor Collate DPipe Distance Div EQ GT GTE Glob ILike IntDiv LT LTE Like Mod Mul NEQ
Neg Not NullSafeEQ NullSafeNEQ Or Overlaps SimilarTo Sub Xor
"""
_AGGREGATES = """
AnyValue ApproxDistinct ApproxQuantile ApproxQuantiles ApproxTopK ArgMax ArgMin ArrayAgg ArrayConcatAgg ArrayUniqueAgg
Avg BitwiseAndAgg BitwiseOrAgg BitwiseXorAgg Corr Count CountIf CovarPop CovarSamp CumeDist DenseRank First FirstValue
GroupConcat Grouping GroupingId Kurtosis Lag Last LastValue Lead LogicalAnd LogicalOr Max Median Min Mode NthValue
Ntile ObjectAgg JSONObjectAgg JSONArrayAgg PercentRank PercentileCont PercentileDisc Quantile Rank RegrAvgx RegrAvgy
RegrCount RegrIntercept RegrR2 RegrSlope RegrSxx RegrSxy RegrSyy RowNumber Skewness Stddev StddevPop StddevSamp Sum
Variance VariancePop
"""
_SCALARS = """
Abs Acos Acosh Ascii Asin Asinh Atan Atan2 Atanh BitLength BitwiseCount ByteLength Case Cast Cbrt Ceil Chr Coalesce
Concat ConcatWs Contains Cos Cosh CosineDistance Cot Degrees Elt EndsWith EqualNull EuclideanDistance Exists Exp
Factorial Floor Format Greatest Hex If Initcap IsInf IsNan JarowinklerSimilarity Least Left Length Levenshtein Ln Log
Lower LowerHex MD5 Nanvl Nullif NumberToStr Nvl2 Overlay Pad Pi Pow Radians Repeat Replace Reverse Right Rint Round
SHA SHA2 SafeDivide Sign Sin Sinh Soundex Space Split SplitPart Sqrt StartsWith StrPosition String StringToArray
Substring SubstringIndex Tan Tanh ToBoolean ToChar ToDouble ToNumber Translate Trim Trunc Try TryCast Typeof Unhex
Unicode Upper WidthBucket RegexpCount RegexpExtract RegexpExtractAll RegexpFullMatch RegexpILike RegexpInstr
RegexpLike RegexpReplace RegexpSplit RegexpSubstr DecodeCase Decode Encode ToBase64 FromBase64 Base64Encode Unnest
Booland Boolor Boolnot Getbit SHA2Digest SHA1Digest MD5Digest CastToStrType FromBase
"""
_DATES = """
AddMonths Date DateAdd DateBin DateDiff DateFromParts DateFromUnixDate DateStrToDate DateSub DateToDateStr DateToDi
DateTrunc Datetime DatetimeAdd DatetimeDiff DatetimeSub DatetimeTrunc Day DayOfMonth DayOfWeek DayOfWeekIso DayOfYear
Dayname DiToDate Extract FromISO8601Date FromISO8601Timestamp FromTimeZone Hour JustifyDays JustifyHours
JustifyInterval LastDay MakeInterval Minute Month Monthname MonthsBetween NextDay ParseDatetime PreviousDay Quarter
Second StrToDate StrToTime StrToUnix Time TimeAdd TimeDiff TimeFromParts TimeStrToDate TimeStrToTime TimeStrToUnix
TimeSub TimeToStr TimeToTimeStr TimeToUnix TimeTrunc Timestamp TimestampAdd TimestampDiff TimestampFromParts
TimestampSub TimestampTrunc ToDays TsOrDiToDi TsOrDsAdd TsOrDsDiff TsOrDsToDate TsOrDsToDateStr TsOrDsToDatetime
TsOrDsToTime TsOrDsToTimestamp UnixDate UnixMicros UnixMillis UnixSeconds UnixToStr UnixToTime UnixToTimeStr Week
WeekOfYear WeekStart Year YearOfWeek YearOfWeekIso ConvertTimezone
"""
_LISTS = """
Apply ArrayAll ArrayAny ArrayAppend ArrayCompact ArrayConcat ArrayContains ArrayDistinct ArrayExcept ArrayFilter
ArrayFirst ArrayInsert ArrayIntersect ArrayLast ArrayMax ArrayMin ArrayPosition ArrayPrepend ArrayRemove
ArrayRemoveAt ArrayReverse ArraySize ArraySlice ArraySort ArraySum ArrayToString ArraysZip Explode
ExplodingGenerateSeries Flatten GenerateDateArray GenerateSeries GenerateTimestampArray JSONArray JSONArrayContains
JSONBContains JSONBExtract JSONBExtractScalar JSONExists JSONExtract JSONExtractArray JSONExtractScalar JSONFormat
JSONKeys JSONKeyValue JSONObject JSONType JSONValueArray List Map MapCat MapContainsKey MapFromEntries MapKeys MapSize
ParseJSON Posexplode Reduce StarMap StructExtract ToArray ToMap Transform VarMap
"""
_TODAY = """
CurrentDate CurrentDatetime CurrentTime CurrentTimestamp CurrentTimestampLTZ Localtime Localtimestamp
"""

KINDS = frozenset(
    getattr(exp, name)
    for group in (_CLAUSES, _VALUES, _OPERATORS, _AGGREGATES, _SCALARS, _DATES, _LISTS, _TODAY)
    for name in group.split()
)

# Parts of otherwise fine nodes that would change what the statement is.
FORBIDDEN_PARTS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Select: (
        "into", "locks", "hint", "sample", "cluster", "distribute", "sort", "connect", "match", "prewhere",
        "kind", "format", "settings", "options", "for_", "for",
    ),
    exp.Table: (
        "sample", "version", "when", "hints", "partition", "changes", "rows_from", "only", "format", "pattern",
        "system_time", "indexed",
    ),
    exp.Subquery: ("sample", "locks", "into"),
    exp.CTE: ("using_key", "key_expressions", "scalar"),
    exp.Union: ("into", "locks", "sample"),
}  # fmt: skip

_TYPES = """
ARRAY BIGINT BINARY BIT BOOLEAN BPCHAR CHAR DATE DATETIME DECIMAL DOUBLE ENUM FLOAT INT INT128 INTERVAL JSON JSONB LIST
MAP NCHAR NULL NVARCHAR SMALLINT STRUCT SUPER TEXT TIME TIMETZ TIMESTAMP TIMESTAMPLTZ TIMESTAMPNTZ TIMESTAMPTZ
TIMESTAMP_MS TIMESTAMP_NS TIMESTAMP_S TINYINT UBIGINT UINT UINT128 UNKNOWN USMALLINT UTINYINT UUID VARBINARY VARCHAR
"""

TYPES = frozenset(getattr(exp.DataType.Type, name) for name in _TYPES.split())
