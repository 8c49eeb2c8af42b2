#include "tools/report/result_folder.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "core/results/buffered_file.hpp"

namespace basis {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPartial = ".partial";
constexpr std::string_view kSummary = kResultFiles.back();

bool is_result_name(std::string_view name) {
  return std::find(kResultFiles.begin(), kResultFiles.end(), name) != kResultFiles.end();
}

}  // namespace

bool is_our_summary(const fs::path& path) {
  constexpr std::string_view kOpening = "{\n  \"mode\": ";
  std::string head(kOpening.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  return file && head == kOpening;
}

Result<ResultFolder> ResultFolder::open(const fs::path& path) {
  BASIS_TRY(LockedFolder folder, LockedFolder::open(path));
  ResultFolder result(std::move(folder));
  BASIS_TRY(result.check_content());
  BASIS_TRY(result.start_partial());
  return result;
}

ResultFolder::ResultFolder(ResultFolder&& other) noexcept
    : folder_(std::move(other.folder_)), state_(std::exchange(other.state_, State::done)) {}

ResultFolder::~ResultFolder() {
  if (state_ != State::done) discard();
}

fs::path ResultFolder::partial() const { return path() / kPartial; }

/// A folder is accepted when it is empty, or when it holds only result files together with a
/// summary of ours or with the `.partial` of an interrupted run.
Result<void> ResultFolder::check_content() const {
  std::error_code code;
  bool any = false;
  for (fs::directory_iterator entry(path(), code), end; !code && entry != end; entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    any = true;
    const bool ours =
        name == kPartial ? entry->is_directory(code) : is_result_name(name) && entry->is_regular_file(code);
    if (!ours)
      return LockedFolder::refusal(path(),
                                   "it holds '" + name + "', which no backtest wrote; choose an empty or new folder");
  }
  if (code) return LockedFolder::refusal(path(), code);
  if (!any || fs::exists(partial(), code) || is_our_summary(path() / kSummary)) return ok();
  return LockedFolder::refusal(path(), "its files are no result of an earlier backtest; choose an empty or new folder");
}

Result<void> ResultFolder::start_partial() {
  std::error_code code;
  state_ = State::writing;
  fs::remove_all(partial(), code);
  if (!code) fs::create_directory(partial(), code);
  if (code) return LockedFolder::refusal(path(), code);
  return ok();
}

Result<void> ResultFolder::write(std::string_view name, std::string_view text) const {
  require(is_result_name(name), "a result holds only the files it is known by");
  return write_file(partial() / name, text);
}

/// Replaces an earlier file with the one of this run. An earlier file that this run did not write
/// is removed.
Result<void> ResultFolder::move_into_place(std::string_view name) const {
  std::error_code code;
  if (fs::exists(partial() / name, code)) {
    fs::rename(partial() / name, path() / name, code);
  } else {
    fs::remove(path() / name, code);
  }
  if (code) return LockedFolder::refusal(path() / name, code);
  return ok();
}

Result<void> ResultFolder::commit() {
  require(state_ == State::writing, "a result is committed once");
  require(fs::exists(partial() / kSummary), "a result has a summary");
  std::error_code code;
  state_ = State::committing;
  fs::remove(path() / kSummary, code);
  if (code) return LockedFolder::refusal(path(), code);
  for (const std::string_view name : kResultFiles) {
    BASIS_TRY(move_into_place(name));
  }
  fs::remove(partial(), code);
  if (code) return LockedFolder::refusal(path(), code);
  state_ = State::done;
  return ok();
}

/// Called while an error or an interrupt is being handled, so failures to remove a file are
/// ignored: without a summary the result does not look complete.
void ResultFolder::discard() noexcept {
  std::error_code code;
  if (state_ == State::committing) {
    for (auto name = kResultFiles.rbegin(); name != kResultFiles.rend(); ++name) fs::remove(path() / *name, code);
  }
  // While opening, the folder and a `.partial` in it may belong to another run.
  if (state_ != State::opening) fs::remove_all(partial(), code);
}

}  // namespace basis
