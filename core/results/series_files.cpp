#include "core/results/series_files.hpp"

namespace basis {
namespace {

void append_amount(std::string& out, Amount amount) { append_decimal(out, amount.raw(), Amount::kDecimals); }

}  // namespace

void append_csv_field(std::string& out, std::string_view field) {
  if (field.find_first_of(",\"\r\n") == field.npos) {
    out.append(field);
    return;
  }
  out.push_back('"');
  for (const char c : field) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

void SeriesFiles::append_headers() {
  equity_.buffer().append("timestamp,equity,equity_at_market");
  for (const std::string_view name : kAttributionNames) equity_.buffer().append(",").append(name);
  if (with_index_) equity_.buffer().append(",").append(kIndexColumn);
  equity_.buffer().push_back('\n');
  positions_.buffer().append("timestamp,instrument,amount,value\n");
}

Result<SeriesFiles> SeriesFiles::create(const std::filesystem::path& folder, bool with_index) {
  BASIS_TRY(BufferedFile equity, BufferedFile::create(folder / "equity.csv"));
  BASIS_TRY(BufferedFile positions, BufferedFile::create(folder / "positions.csv"));
  SeriesFiles files(std::move(equity), std::move(positions), with_index);
  files.append_headers();
  return files;
}

Result<SeriesFiles> SeriesFiles::go_on(const std::filesystem::path& folder, bool with_index) {
  BASIS_TRY(BufferedFile equity, BufferedFile::go_on(folder / "equity.csv"));
  BASIS_TRY(BufferedFile positions, BufferedFile::go_on(folder / "positions.csv"));
  SeriesFiles files(std::move(equity), std::move(positions), with_index);
  files.append_headers();
  return files;
}

void SeriesFiles::append_equity(std::string_view time, const StepRecord& step) {
  std::string& out = equity_.buffer();
  out.append(time).push_back(',');
  append_amount(out, step.equity);
  out.push_back(',');
  append_amount(out, step.equity_at_market);
  for (const Amount amount : step.attribution) {
    out.push_back(',');
    append_amount(out, amount);
  }
  if (with_index_) {
    out.push_back(',');
    append_amount(out, step.index.value_or(step.equity));
  }
  out.push_back('\n');
}

void SeriesFiles::append_positions(std::string_view time, const StepRecord& step) {
  std::string& out = positions_.buffer();
  for (const PositionRecord& position : step.positions) {
    out.append(time).push_back(',');
    append_csv_field(out, position.instrument);
    out.push_back(',');
    append_amount(out, position.amount);
    out.push_back(',');
    append_amount(out, position.value);
    out.push_back('\n');
  }
}

Result<void> SeriesFiles::append(const StepRecord& step) {
  const std::string time = step.time.to_string();
  append_equity(time, step);
  append_positions(time, step);
  BASIS_TRY(equity_.row_done());
  return positions_.row_done();
}

Result<void> SeriesFiles::flush() {
  BASIS_TRY(equity_.flush());
  return positions_.flush();
}

Result<void> SeriesFiles::settle() {
  BASIS_TRY(equity_.settle());
  return positions_.settle();
}

Result<void> SeriesFiles::close() {
  BASIS_TRY(equity_.close());
  return positions_.close();
}

}  // namespace basis
