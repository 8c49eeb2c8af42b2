#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "venues/chain/bytes.hpp"

namespace basis::test {

/// Counts what was compared, and shows what differed.
class Tally {
 public:
  explicit Tally(std::string file) : file_(std::move(file)) {}

  /// One comparison of the case `name`; `what` is shown where it does not hold.
  void check(bool holds, std::string_view name, std::string_view what);
  void equal(std::string_view ours, std::string_view theirs, std::string_view name, std::string_view what);
  /// Adds a case of `kind` to the counts that `expect` looks at.
  void count(std::string_view kind);
  /// How many cases of `kind` there have to have been.
  void expect(std::string_view kind, std::size_t number);
  /// Prints the counts; whether all was as expected.
  [[nodiscard]] bool finish() const;

 private:
  std::string file_;
  std::vector<std::pair<std::string, std::size_t>> counts_;
  std::size_t compared_ = 0;
  std::size_t differing_ = 0;
};

/// The JSON array of FOLDER/NAME.json.gz. Throws where it is none.
boost::json::array read_vectors(const std::string& folder, std::string_view name);

/// The text of a member, empty where there is none.
std::string text_of(const boost::json::value& vector, std::string_view key);

}  // namespace basis::test
