#include "tests/real/chain_vectors/tally.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "core/base/json_reader.hpp"
#include "core/marketdata/byte_source.hpp"

namespace basis::test {

void Tally::check(bool holds, std::string_view name, std::string_view what) {
  ++compared_;
  if (holds) return;
  if (++differing_ <= 10) fmt::print("  {}: {}: {}\n", file_, name, what);
}

void Tally::equal(std::string_view ours, std::string_view theirs, std::string_view name, std::string_view what) {
  check(ours == theirs, name, fmt::format("{}\n    ours:   {}\n    theirs: {}", what, ours, theirs));
}

void Tally::count(std::string_view kind) {
  for (auto& [known, number] : counts_) {
    if (known != kind) continue;
    ++number;
    return;
  }
  counts_.emplace_back(kind, 1);
}

void Tally::expect(std::string_view kind, std::size_t number) {
  std::size_t found = 0;
  for (const auto& [known, counted] : counts_)
    if (known == kind) found = counted;
  check(found == number, kind, fmt::format("{} cases instead of {}", found, number));
}

bool Tally::finish() const {
  std::string counts;
  for (const auto& [kind, number] : counts_) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", number, kind);
  fmt::print("{}: {}; {} comparisons, {} differ\n", file_, counts, compared_, differing_);
  return differing_ == 0 && compared_ > 0;
}

boost::json::array read_vectors(const std::string& folder, std::string_view name) {
  const std::string path = fmt::format("{}/{}.json.gz", folder, name);
  auto file = FileBytes::open(path);
  if (!file) throw std::runtime_error(file.error().text());
  GzipBytes bytes(std::move(file).value());
  std::string text;
  std::string part(1 << 20, ' ');
  for (;;) {
    const auto size = bytes.read(part.data(), part.size());
    if (!size) throw std::runtime_error(size.error().text());
    text.append(part, 0, size.value());
    if (size.value() < part.size()) break;
  }
  auto json = parse_json(text);
  if (bytes.damage() || !json || !json.value().is_array()) throw std::runtime_error(path + ": no gzipped JSON array");
  return json.value().get_array();
}

std::string text_of(const boost::json::value& vector, std::string_view key) {
  const auto* member = vector.get_object().if_contains(key);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

}  // namespace basis::test
