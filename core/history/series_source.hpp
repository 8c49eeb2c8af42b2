#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace basis {

/// The source of the files of a dataset. Parsing, the data gate and the fingerprint
/// use only names and bytes, so two sources with the same bytes give the same results.
class SeriesSource {
 public:
  virtual ~SeriesSource() = default;

  /// The place of the dataset for messages: a folder, or the address of a database without its password.
  [[nodiscard]] virtual std::string place() const = 0;
  /// The address of a file for messages; `name` is for example `dataset.yaml` or `spot/binance_BTCUSDT_1h.csv`.
  [[nodiscard]] virtual std::string path_of(const std::string& name) const = 0;
  /// The whole file as bytes. Errors (data): it cannot be read, with the reason; the caller adds the file name.
  virtual Result<std::string> read(const std::string& name) = 0;
};

/// A dataset in a folder of the file system.
class FolderSource final : public SeriesSource {
 public:
  /// Errors (data): the folder does not exist.
  static Result<FolderSource> open(const std::filesystem::path& folder);

  [[nodiscard]] std::string place() const override;
  [[nodiscard]] std::string path_of(const std::string& name) const override;
  Result<std::string> read(const std::string& name) override;

 private:
  explicit FolderSource(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace basis
