#include "tests/support/data_folder.hpp"

#include <stdlib.h>

#include <fstream>
#include <sstream>

namespace basis::test {

DataFolder::DataFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "basis-data-XXXXXX").string();
  require(mkdtemp(name.data()) != nullptr, "a temporary folder");
  path_ = name;
}

DataFolder::~DataFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void DataFolder::write(const std::string& name, std::string_view bytes) const {
  std::filesystem::create_directories((path_ / name).parent_path());
  std::ofstream(path_ / name, std::ios::binary) << bytes;
}

std::string DataFolder::read(const std::string& name) const {
  std::ostringstream bytes;
  bytes << std::ifstream(path_ / name, std::ios::binary).rdbuf();
  return bytes.str();
}

std::string rows(std::string_view header, std::string_view first, Nanos step, const std::vector<std::string>& values) {
  std::string text = std::string(header) + "\n";
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!values[i].empty())
      text += (utc(first) + step * static_cast<std::int64_t>(i)).to_string() + "," + values[i] + "\n";
  return text;
}

std::string bars(const std::vector<std::string>& opens) {
  std::vector<std::string> values;
  for (const std::string& open : opens)
    values.push_back(open.empty() ? "" : open + "," + open + "," + open + "," + open + ",0");
  return rows("timestamp,open,high,low,close,volume", "2024-06-01", kHour, values);
}

std::string dataset(std::string_view series, std::string_view fill) {
  std::string text = "dataset: test\ntimezone: UTC\nseries:\n" + std::string(series);
  return fill.empty() ? text : text + "fill:\n" + std::string(fill);
}

std::string all_lines(const Error& error) {
  std::string text;
  for (const std::string& line : error.lines) text += line + "\n";
  return text;
}

std::string faults_of(const DataFolder& folder, const std::vector<SeriesNeed>& needs, std::string_view from,
                      std::string_view to, const DataRules& rules) {
  const auto history = load_history(folder.path(), needs, utc(from), utc(to), rules);
  return history ? "loaded" : all_lines(history.error());
}

}  // namespace basis::test
