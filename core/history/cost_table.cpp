#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "core/history/csv_header.hpp"
#include "core/history/event_tables.hpp"
#include "core/history/field.hpp"

namespace basis {
namespace {

/// An order size of the table, and the notional from which the next size is used. USD.
struct SizeColumn {
  std::int64_t order_size;
  std::int64_t below;
};
constexpr std::array kSizes = {SizeColumn{10'000, 50'000}, SizeColumn{100'000, 500'000},
                               SizeColumn{1'000'000, std::numeric_limits<std::int64_t>::max()}};

Amount whole(std::int64_t dollars) { return Amount::from_raw(i128{dollars} * Amount::kOne); }

std::optional<Amount> read_size(std::string_view text) {
  const auto units = parse_units(text, Amount::kDecimals);
  for (const SizeColumn& column : kSizes)
    if (units && whole(column.order_size).raw() == *units) return whole(column.order_size);
  return std::nullopt;
}

/// The table's last size: costs of larger orders grow with the square root of their size.
const Amount kLastSize = whole(kSizes.back().order_size);
/// A grown cost ends here, so that a sale of any size brings something.
const BasisPoints kMostGrown = BasisPoints::from_int(9'999);

BasisPoints beyond_table(BasisPoints cost, Amount notional) {
  if (notional <= kLastSize || cost >= kMostGrown) return cost;
  // A cost is under 1e12 units, so its square times the largest possible notional over 1 m fits 128 bits.
  const i128 square = mul_div(i128{cost.raw()} * cost.raw(), notional.raw(), kLastSize.raw(), Rounding::ceil);
  if (square >= i128{kMostGrown.raw()} * kMostGrown.raw()) return kMostGrown;
  return BasisPoints::from_raw_checked(sqrt_ceil(square));
}

/// A cost from 0 to less than 10,000 basis points; absent when it is malformed or out of range.
std::optional<BasisPoints> read_cost(std::string_view text) {
  const auto units = parse_units(text, BasisPoints::kDecimals);
  if (!units || *units < 0 || *units >= BasisPoints::kOne * 10'000) return std::nullopt;
  return BasisPoints::from_raw_checked(*units);
}

struct CostRow {
  BasisPoints cost;
  std::size_t line;
};
using CostRows = std::map<std::string, std::map<Amount, CostRow>, std::less<>>;

void take(const CsvLine& line, const std::vector<std::size_t>& fields, const std::string& file, FaultList& faults,
          TableCounts& counts, CostRows& rows) {
  const std::string_view pair = line.field[fields[0]];
  const auto size = read_size(line.field[fields[1]]);
  const auto cost = read_cost(line.field[fields[2]]);
  if (pair.empty()) faults.add(file, line.number, "pair is empty");
  if (!size)
    faults.add(file, line.number,
               fmt::format("order_size_usd is '{}', expected 10000, 100000 or 1000000", line.field[fields[1]]));
  if (!cost)
    faults.add(file, line.number,
               fmt::format("cost_bps is '{}', expected a number from 0 to below 10000", line.field[fields[2]]));
  if (pair.empty() || !size || !cost) return;
  const auto [first, is_new] = rows[std::string(pair)].try_emplace(*size, CostRow{*cost, line.number});
  if (is_new) {
    ++counts.rows;
  } else if (first->second.cost == *cost) {
    ++counts.collapsed;
  } else {
    faults.add(
        file, line.number,
        fmt::format("{} at {} stands in line {} too, with another cost", pair, size->to_string(), first->second.line));
  }
}

void check_complete(const std::string& pair, const std::map<Amount, CostRow>& sizes, const std::string& file,
                    FaultList& faults) {
  for (const SizeColumn& column : kSizes)
    if (!sizes.contains(whole(column.order_size)))
      faults.add(file, sizes.begin()->second.line,
                 fmt::format("{} has no row for an order size of {}", pair, column.order_size));
}

}  // namespace

void CostTable::add(const std::string& pair, Amount order_size_usd, BasisPoints cost) {
  rows_[pair][order_size_usd] = cost;
}

std::optional<BasisPoints> CostTable::find(const std::string& pair, Amount notional_usd) const {
  const auto sizes = rows_.find(pair);
  if (sizes == rows_.end()) return std::nullopt;
  const Amount notional = notional_usd.abs();
  const auto column = std::ranges::find_if(kSizes, [&](const SizeColumn& c) { return notional < whole(c.below); });
  const auto row = sizes->second.find(whole(column == kSizes.end() ? kSizes.back().order_size : column->order_size));
  if (row == sizes->second.end()) return std::nullopt;
  return beyond_table(row->second, notional);
}

std::optional<BasisPoints> CostTable::highest(const std::string& pair, Amount notional_usd) const {
  std::optional<BasisPoints> most = find(pair, notional_usd);
  for (const SizeColumn& column : kSizes) {
    if (!most || whole(column.below) > notional_usd.abs()) break;
    most = std::max(most, find(pair, whole(column.order_size)));
  }
  return most;
}

CostTable read_cost_table(std::string_view bytes, const std::string& file, FaultList& faults, TableCounts& counts) {
  CsvLines lines(bytes);
  const auto header = read_header(lines, {kCostColumns}, file, faults);
  if (!header) return {};
  CostRows rows;
  for (CsvLine line; lines.next(line);)
    if (is_whole_row(line, kCostColumns.size(), file, faults)) take(line, header->fields, file, faults, counts, rows);
  if (rows.empty()) faults.add(file, 1, "no usable row behind the header");
  CostTable table;
  for (const auto& [pair, sizes] : rows) {
    check_complete(pair, sizes, file, faults);
    for (const auto& [size, row] : sizes) table.add(pair, size, row.cost);
  }
  return table;
}

}  // namespace basis
