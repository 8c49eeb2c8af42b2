#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// A sequence of bytes, read once from front to back.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills `out` with up to `size` bytes; fewer only at the end.
  virtual Result<std::size_t> read(char* out, std::size_t size) = 0;
  /// Why the bytes ended early; to be called after `read` returned fewer than requested.
  [[nodiscard]] virtual std::optional<std::string> damage() const { return std::nullopt; }
};

/// A file. Errors are of kind `data` and give its path.
class FileBytes : public ByteSource {
 public:
  static Result<std::unique_ptr<ByteSource>> open(const std::filesystem::path& path);
  Result<std::size_t> read(char* out, std::size_t size) override;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  FileBytes(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
};

/// Bytes in memory, which must outlive this object.
class MemoryBytes : public ByteSource {
 public:
  explicit MemoryBytes(std::string_view bytes) : rest_(bytes) {}
  Result<std::size_t> read(char* out, std::size_t size) override;

 private:
  std::string_view rest_;
};

/// The decompressed content of gzip members (RFC 1952; consecutive members are one content). The bytes before a
/// cut or a damaged place are returned; then the source ends and `damage` gives the reason.
class GzipBytes : public ByteSource {
 public:
  explicit GzipBytes(std::unique_ptr<ByteSource> compressed);
  ~GzipBytes() override;
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;

  Result<std::size_t> read(char* out, std::size_t size) override;
  [[nodiscard]] std::optional<std::string> damage() const override { return damage_; }

 private:
  struct State;
  Result<bool> refill();
  void stop(std::string why);

  std::unique_ptr<ByteSource> compressed_;
  std::unique_ptr<State> state_;
  std::optional<std::string> damage_;
  bool ended_ = false;
};

}  // namespace basis
