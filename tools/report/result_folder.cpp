#include "tools/report/result_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "core/results/buffered_file.hpp"

namespace basis {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPartial = ".partial";
constexpr std::string_view kSummary = kResultFiles.back();

Error refusal(const fs::path& path, const std::string& reason) {
  return Error(ErrorKind::usage, "output folder " + path.string() + ": " + reason);
}

Error refusal(const fs::path& path, const std::error_code& code) { return refusal(path, code.message()); }

/// Whether a file begins as `summary_json` writes it, so that another program's file of that name
/// is not replaced.
bool is_our_summary(const fs::path& path) {
  constexpr std::string_view kOpening = "{\n  \"mode\": ";
  std::string head(kOpening.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  return file && head == kOpening;
}

bool is_result_name(std::string_view name) {
  return std::find(kResultFiles.begin(), kResultFiles.end(), name) != kResultFiles.end();
}

}  // namespace

Result<ResultFolder> ResultFolder::open(const fs::path& path) {
  // A path that ends in '/' has an empty last part, so its parent path is the folder itself.
  fs::path folder = fs::absolute(path).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  ResultFolder result(std::move(folder));
  BASIS_TRY(result.create());
  BASIS_TRY(result.lock());
  BASIS_TRY(result.check_content());
  BASIS_TRY(result.start_partial());
  return result;
}

ResultFolder::ResultFolder(ResultFolder&& other) noexcept
    : path_(std::move(other.path_)),
      created_(std::move(other.created_)),
      lock_(std::exchange(other.lock_, -1)),
      state_(std::exchange(other.state_, State::done)) {}

ResultFolder::~ResultFolder() {
  if (state_ != State::done) discard();
  if (lock_ >= 0) ::close(lock_);
}

fs::path ResultFolder::partial() const { return path_ / kPartial; }

Result<void> ResultFolder::create() {
  std::vector<fs::path> missing;
  std::error_code code;
  for (fs::path at = path_; !fs::exists(at, code) && at != at.parent_path(); at = at.parent_path()) {
    if (code) return refusal(path_, code);
    missing.push_back(at);
  }
  std::reverse(missing.begin(), missing.end());
  for (const fs::path& folder : missing) {
    if (!fs::create_directory(folder, code) && code) return refusal(path_, code);
    created_.push_back(folder);
  }
  if (!fs::is_directory(path_, code)) return refusal(path_, "it is not a folder");
  return ok();
}

Result<void> ResultFolder::lock() {
  lock_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0) return refusal(path_, std::error_code(errno, std::generic_category()));
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return ok();
  const int reason = errno;
  if (reason == EWOULDBLOCK) return refusal(path_, "another run is writing to it");
  return refusal(path_, std::error_code(reason, std::generic_category()));
}

/// A folder is accepted when it is empty, or when it holds only result files together with a
/// summary of ours or with the `.partial` of an interrupted run.
Result<void> ResultFolder::check_content() const {
  std::error_code code;
  bool any = false;
  for (fs::directory_iterator entry(path_, code), end; !code && entry != end; entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    any = true;
    const bool ours =
        name == kPartial ? entry->is_directory(code) : is_result_name(name) && entry->is_regular_file(code);
    if (!ours) return refusal(path_, "it holds '" + name + "', which no backtest wrote; choose an empty or new folder");
  }
  if (code) return refusal(path_, code);
  if (!any || fs::exists(partial(), code) || is_our_summary(path_ / kSummary)) return ok();
  return refusal(path_, "its files are no result of an earlier backtest; choose an empty or new folder");
}

Result<void> ResultFolder::start_partial() {
  std::error_code code;
  state_ = State::writing;
  fs::remove_all(partial(), code);
  if (!code) fs::create_directory(partial(), code);
  if (code) return refusal(path_, code);
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
    fs::rename(partial() / name, path_ / name, code);
  } else {
    fs::remove(path_ / name, code);
  }
  if (code) return refusal(path_ / name, code);
  return ok();
}

Result<void> ResultFolder::commit() {
  require(state_ == State::writing, "a result is committed once");
  require(fs::exists(partial() / kSummary), "a result has a summary");
  std::error_code code;
  state_ = State::committing;
  fs::remove(path_ / kSummary, code);
  if (code) return refusal(path_, code);
  for (const std::string_view name : kResultFiles) {
    BASIS_TRY(move_into_place(name));
  }
  fs::remove(partial(), code);
  if (code) return refusal(path_, code);
  state_ = State::done;
  return ok();
}

/// Called while an error or an interrupt is being handled, so failures to remove a file are
/// ignored: without a summary the result does not look complete.
void ResultFolder::discard() noexcept {
  std::error_code code;
  if (state_ == State::committing) {
    for (auto name = kResultFiles.rbegin(); name != kResultFiles.rend(); ++name) fs::remove(path_ / *name, code);
  }
  // While opening, the folder and a `.partial` in it may belong to another run.
  if (state_ != State::opening) fs::remove_all(partial(), code);
  for (auto folder = created_.rbegin(); folder != created_.rend(); ++folder) fs::remove(*folder, code);
}

}  // namespace basis
