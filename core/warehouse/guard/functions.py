"""The functions that may be called: pure (same input, same answer) and bounded. Everything else is refused."""

AGGREGATES = """
any_value approx_count_distinct approx_distinct approx_percentile approx_quantile approx_top_k arbitrary arg_max
arg_max_null arg_min arg_min_null argmax argmin array_agg avg bit_and bit_or bit_xor bool_and bool_or boolor_agg
booland_agg checksum corr count count_if count_star countif covar_pop covar_samp entropy every favg first fsum
geometric_mean geomean group_concat grouping grouping_id histogram histogram_exact kahan_sum kurtosis kurtosis_pop
last list listagg mad max max_by mean median min min_by mode percentile_cont percentile_disc product quantile
quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
regr_syy sem skewness stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance wavg
weighted_avg json_group_array json_group_object map_agg multimap_agg set_agg json_agg jsonb_agg json_object_agg
ratio_to_report
"""

WINDOWS = """
cume_dist dense_rank first_value fill lag last_value lead nth_value ntile percent_rank rank rank_dense row_number
"""

MATH = """
abs acos acosh add asin asinh atan atan2 atanh cbrt ceil ceiling cos cosh cot decimal_division degrees dexp div
divide even exp factorial fdiv floor fmod gamma gcd greatest greatest_common_divisor isfinite isinf isnan lcm least
least_common_multiple lgamma ln log log10 log2 mod multiply nextafter pi pow power radians round round_even
roundbankers sign signbit sin sinh sqrt square subtract tan tanh trunc truncate width_bucket xor cosine_similarity
bit_count bit_length bin unbin hex to_hex to_binary to_base from_base equi_width_bins is_finite is_infinite is_nan
infinity nan
"""

CONDITIONALS = """
coalesce constant_or_null decode if ifnull iff nullif nvl nvl2 switch typeof try try_cast isnull zeroifnull
"""

STRINGS = """
array_to_string ascii bar btrim char_length character_length chr codepoint concat concat_ws contains
damerau_levenshtein editdist3 ends_with format format_bytes formatreadabledecimalsize formatreadablesize hamming
hamming_distance initcap instr jaccard jaro_similarity jaro_winkler_similarity lcase left left_grapheme len length
length_grapheme levenshtein levenshtein_distance like_escape ilike_escape not_like_escape not_ilike_escape lower lpad
ltrim mismatches nfc_normalize octet_length ord overlay position prefix printf quote_literal quote_ident repeat
replace reverse right right_grapheme rpad rtrim soundex difference split split_part split_to_array starts_with
str_split string_split string_to_array strip_accents strlen strpos substr substring substring_grapheme suffix
to_ascii to_char to_number to_utf8 from_utf8 translate trim ucase unicode upper url_encode url_decode charindex
textlen parse_filename base64 to_base64 from_base64 md5 sha1 sha256 hash crc32 fnv_hash strtol pg_size_pretty
parse_formatted_bytes unhex from_hex encode md5_number collate_noaccent word_stem index substring_index space
array_to_string_comma_default
"""

PATTERNS = """
regexp_count regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_instr regexp_like regexp_match
regexp_matches regexp_position regexp_replace regexp_split regexp_split_to_array regexp_substr str_split_regex
string_split_regex
"""

DATES = """
add_months age century date date_add date_bin date_cmp date_diff date_format date_parse date_part date_sub date_trunc
datediff dateadd datepart datesub datetrunc day day_of_month day_of_week day_of_year dayname dayofmonth dayofweek
dayofyear days_in_month decade dow doy epoch epoch_ms epoch_ns epoch_us era from_iso8601_date
from_iso8601_timestamp from_unixtime hour interval_cmp isodow isoyear julian justify_days justify_hours
justify_interval last_day last_day_of_month make_date make_interval make_time make_timestamp make_timestamp_ms
make_timestamp_ns make_timestamptz microsecond millennium millisecond minute month monthname months_between
nanosecond next_day normalized_interval parse_datetime quarter second strftime strptime time_bucket timestamp_cmp
timezone timezone_hour timezone_minute to_centuries to_date to_days to_decades to_hours to_iso8601 to_microseconds
to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp to_unixtime to_weeks to_years
trunc try_strptime week week_of_year weekday weekofyear year year_of_week yearweek yow with_timezone at_timezone
format_datetime convert_timezone
"""

LISTS = """
all_match any_match apply array array_aggr array_aggregate array_append array_apply array_cat array_concat
array_contains array_cosine_distance array_cosine_similarity array_cross_product array_distance array_dot_product
array_inner_product array_to_json array_distinct array_dims array_except
 array_extract array_filter array_first array_grade_up array_has
array_has_all array_has_any array_indexof array_intersect array_join array_length array_lower array_max array_min
array_ndims array_pop_back array_pop_front array_position array_positions array_prepend array_push_back
array_push_front array_reduce array_remove array_replace array_resize array_reverse array_reverse_sort array_select
array_slice array_sort array_sum array_transform array_union array_unique array_upper array_value array_where array_zip
arrays_overlap cardinality element_at enum_code enum_first enum_last enum_range filter flatten generate_series
generate_subscripts get_array_length grade_up list_aggr list_aggregate list_any_value list_append
list_approx_count_distinct list_apply list_avg list_bit_and list_bit_or list_bit_xor list_bool_and list_bool_or
list_cat list_concat list_contains list_cosine_distance list_cosine_similarity list_count list_distance list_distinct
list_dot_product list_element list_entropy list_extract list_filter list_first list_grade_up list_has list_has_all
list_has_any list_histogram list_indexof list_inner_product list_intersect list_kurtosis list_last list_mad list_max
list_median list_min list_mode list_pack list_position list_prepend list_product list_reduce list_resize list_reverse
list_reverse_sort list_select list_sem list_skewness list_slice list_sort list_stddev_pop list_stddev_samp
list_string_agg list_sum list_transform list_unique list_value list_var_pop list_var_samp list_where list_zip map
map_concat map_contains map_contains_entry map_contains_value map_entries map_extract map_extract_value map_filter
map_from_entries map_keys map_values none_match range reduce row sequence slice struct_concat struct_contains
struct_extract struct_extract_at struct_has struct_insert struct_keys struct_pack struct_update struct_values subarray
transform transform_values unnest unpivot_list zip zip_with
"""

JSONS = """
from_json is_json_scalar json json_array json_array_contains json_array_elements json_array_elements_text
json_array_get json_array_length json_build_array json_build_object json_contains json_exists json_extract
json_extract_array_element_text json_extract_path json_extract_path_text json_extract_scalar json_extract_string
json_format json_keys json_merge_patch json_object json_parse json_query json_quote json_size json_structure json_type
json_valid json_value jsonb_array_length jsonb_build_array jsonb_build_object jsonb_extract_path
jsonb_extract_path_text row_to_json to_json to_jsonb is_valid_json json_typeof can_json_parse
"""

# DuckDB's tree shows operators as functions.
OPERATORS = """
! !__postfix !~~ !~~* % & && * ** + - -> ->> / // < <-> << <= <=> <@ <> = == > >= >> @ @> ^ ^@ | || ~ !~ ~~ ~~* ~~~
"""


def words(*groups: str) -> frozenset[str]:
    return frozenset(word for group in groups for word in group.split())


# One list for all dialects: a name that one engine lacks is that engine's error, and no name here is impure in any.
PURE = words(AGGREGATES, WINDOWS, MATH, CONDITIONALS, STRINGS, PATTERNS, DATES, LISTS, JSONS, OPERATORS)

TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})

# The day that is asked on stands in for these, so that an answer is the same tomorrow.
TODAY = frozenset({"current_date", "today", "curdate"})
NOW = words("""
    now current_timestamp current_datetime get_current_timestamp transaction_timestamp statement_timestamp
    clock_timestamp getdate sysdate localtimestamp current_localtimestamp
""")
TIME_OF_DAY = words("current_time localtime current_localtime get_current_time")

# list_aggregate(list, 'name') calls an aggregate by its name in a string.
BY_NAME = frozenset({"list_aggregate", "list_aggr", "array_aggregate", "array_aggr"})

# They take a lambda; DuckDB 2 no longer reads the arrow (x -> x + 1) that most people and models still write.
TAKES_LAMBDA = words("""
    apply array_apply array_filter array_reduce array_transform filter list_apply list_filter list_reduce
    list_transform reduce
""")

# Names that an engine answers without a column of that name.
SESSION_NAMES = words("""
    current_user current_role current_catalog current_schema current_database session_user user system_user
""")
