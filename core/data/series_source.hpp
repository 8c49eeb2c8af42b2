#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace basis {

/// Where the files of a dataset come from. Everything behind it, parsing, the
/// data gate and the fingerprint, sees names and bytes and nothing else, so two
/// sources with the same bytes give the same results.
class SeriesSource {
 public:
  virtual ~SeriesSource() = default;

  /// The dataset's place in words for a person: a folder, a database's address without its password.
  [[nodiscard]] virtual std::string place() const = 0;
  /// A file's address in messages; `name` is `dataset.yaml` or `spot/binance_BTCUSDT_1h.csv`.
  [[nodiscard]] virtual std::string path_of(const std::string& name) const = 0;
  /// The whole file as bytes. The error, of kind `data`, says why not; the caller names the file.
  virtual Result<std::string> read(const std::string& name) = 0;
};

/// A dataset in a folder of the file system.
class FolderSource final : public SeriesSource {
 public:
  /// An error of kind `data` when the folder is not there.
  static Result<FolderSource> open(const std::filesystem::path& folder);

  [[nodiscard]] std::string place() const override;
  [[nodiscard]] std::string path_of(const std::string& name) const override;
  Result<std::string> read(const std::string& name) override;

 private:
  explicit FolderSource(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace basis
