#include "core/history/series_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/history/csv_header.hpp"
#include "core/history/series_headers.hpp"

namespace basis {
namespace {

constexpr std::string_view kSignNames[] = {"a number", "a number that is not negative", "a number above zero"};

/// Reads the rows of one file into a table.
class TableReader {
 public:
  TableReader(const KindSpec& spec, const std::string& file, FaultList& faults)
      : spec_(spec), file_(file), faults_(faults) {}

  SeriesTable read(std::string_view bytes) {
    CsvLines lines(bytes);
    if (!take_header(lines)) return {};
    // The shortest rows are a timestamp of 20 characters, a comma, one or two digits and a line end.
    table_.rows.reserve(bytes.size() / 24);
    for (CsvLine line; lines.next(line);) take(line);
    table_.readable = !table_.rows.empty();
    if (!table_.readable) fault(1, "no usable row behind the header");
    return std::move(table_);
  }

 private:
  bool take_header(CsvLines& lines) {
    const auto match = read_header(lines, series_headers(spec_.kind), file_, faults_, optional_columns(spec_.kind));
    if (!match) return false;
    file_columns_ = match->columns;
    columns_ = match->variant == 0 ? spec_.columns : spec_.other_columns;
    fields_ = match->fields;
    return true;
  }

  void take(const CsvLine& line) {
    if (!is_whole_row(line, file_columns_, file_, faults_)) return;
    const auto time = read_time(line);
    if (!time) return;
    if (!table_.rows.empty() && *time <= table_.rows.back().time && is_repeated(*time, line)) return;
    Row row{*time, {}, static_cast<std::uint32_t>(line.number)};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::size_t field = fields_[i + 1];
      const std::string_view text = field == kNoField ? std::string_view{} : line.field[field];
      if (columns_[i].presence == Presence::optional && text.empty())
        row.values[static_cast<std::size_t>(columns_[i].value)] = kNoValue;
      else
        read_value(columns_[i], line, text, row);
    }
    if (spec_.kind == SeriesKind::ohlcv_1h) check_bar(line, row);
    table_.rows.push_back(row);
    texts_.push_back(values_text(line));
  }

  std::optional<UtcTime> read_time(const CsvLine& line) {
    const std::string_view text = line.field[fields_[0]];
    const auto stamp = stamps_.read(text);
    if (!stamp) {
      fault(line.number, fmt::format("timestamp '{}' is not a UTC time like 2024-05-12T01:00:00Z", text));
      return std::nullopt;
    }
    if (spec_.stamps == StampRule::as_it_is || stamp->is_multiple_of(kHour)) return stamp;
    const UtcTime hour = stamp->snap(kHour);
    const Nanos off = *stamp > hour ? *stamp - hour : hour - *stamp;
    if (spec_.stamps == StampRule::on_the_hour || off > kStampTolerance) {
      fault(line.number, fmt::format("timestamp '{}' is not on the hour{}", text,
                                     spec_.stamps == StampRule::on_the_hour ? "" : ", nor within 5 minutes of one"));
      return std::nullopt;
    }
    ++table_.snapped;
    return hour;
  }

  /// Handles a row that is not later than the one before. A row that is identical to an
  /// earlier row of the same instant is counted as collapsed; any other is a fault. The
  /// row needs no further handling, so the result is always true.
  bool is_repeated(UtcTime time, const CsvLine& line) {
    const auto at = std::ranges::lower_bound(table_.rows, time, {}, &Row::time);
    if (at->time != time) {
      fault(line.number, fmt::format("timestamp {} is not later than the row before ({})", time.to_string(),
                                     table_.rows.back().time.to_string()));
    } else if (texts_[static_cast<std::size_t>(at - table_.rows.begin())] != values_text(line)) {
      fault(line.number, fmt::format("{} stands in line {} too, with other values", time.to_string(), at->line));
    } else {
      ++table_.collapsed;
    }
    return true;
  }

  void read_value(const ColumnSpec& column, const CsvLine& line, std::string_view text, Row& row) {
    const auto sign = decimal_sign(text);
    const bool fits =
        sign && (column.sign == SignRule::any || *sign > 0 || (column.sign == SignRule::not_negative && *sign == 0));
    if (!fits) return fault_in(column, line, text, kSignNames[static_cast<std::size_t>(column.sign)]);
    if (column.value < 0) return;
    const int decimals = column.decimals == 0 ? spec_.decimals : column.decimals;
    const auto units = parse_units(text, decimals);
    if (!units || !in_range(*units, decimals)) return fault_in(column, line, text, "a number in range");
    if (column.sign == SignRule::positive && *units <= 0)
      return fault_in(column, line, text, fmt::format("at least 1e-{}", decimals));
    row.values[static_cast<std::size_t>(column.value)] = *units;
  }

  /// A bar must hold low <= open, close <= high, as far as it has them. Fields that are no price are reported
  /// elsewhere.
  void check_bar(const CsvLine& line, const Row& row) {
    enum Field : std::size_t { open, high, low, close, count };
    std::array<i128, count> prices = {row.values[open], row.values[high], row.values[low], 0};
    prices[close] = parse_units(line.field[fields_[close + 1]], spec_.decimals).value_or(0);
    const auto refuse = [&](Field one, std::string_view relation, Field other) {
      fault(line.number, fmt::format("{} '{}' is {} {} '{}'", columns_[one].name, line.field[fields_[one + 1]],
                                     relation, columns_[other].name, line.field[fields_[other + 1]]));
    };
    const auto known = [&](Field one, Field other) { return prices[one] > 0 && prices[other] > 0; };
    if (known(low, high) && prices[low] > prices[high]) return refuse(low, "above", high);
    for (const Field inner : {open, close}) {
      if (known(inner, high) && prices[inner] > prices[high]) refuse(inner, "above", high);
      if (known(inner, low) && prices[inner] < prices[low]) refuse(inner, "below", low);
    }
  }

  /// Prices must fit 64 bits. Other values are limited to 10^36, so that sums and
  /// differences of two values cannot overflow 128 bits.
  static bool in_range(i128 units, int decimals) {
    const i128 limit = decimals == Price::kDecimals ? std::numeric_limits<Price::Rep>::max() : pow10_i128(36);
    return units <= limit && units >= -limit;
  }

  void fault_in(const ColumnSpec& column, const CsvLine& line, std::string_view text, std::string_view expected) {
    fault(line.number, fmt::format("{} is '{}', expected {}", column.name, text, expected));
  }

  void fault(std::size_t line, std::string what) { faults_.add(file_, line, std::move(what)); }

  /// The text that must be equal for two rows of one instant to be identical: the line without the timestamp, or the
  /// whole line when the timestamp is not the first field.
  [[nodiscard]] std::string_view values_text(const CsvLine& line) const {
    const std::string_view stamp = line.field[fields_[0]];
    return fields_[0] == 0 ? line.text.substr(stamp.size()) : line.text;
  }

  const KindSpec spec_;
  const std::string& file_;
  FaultList& faults_;
  ColumnSet columns_;
  std::vector<std::size_t> fields_;
  std::size_t file_columns_ = 0;
  StampReader stamps_;
  SeriesTable table_;
  std::vector<std::string_view> texts_;  ///< by row
};

}  // namespace

SeriesTable read_series_table(SeriesKind kind, std::string_view series, std::string_view bytes, const std::string& file,
                              FaultList& faults) {
  return TableReader(series_spec(kind, series), file, faults).read(bytes);
}

}  // namespace basis
