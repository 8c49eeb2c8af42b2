#include "tools/fetch/manifest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <boost/json.hpp>

#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"
#include "core/history/csv_file.hpp"
#include "core/results/replace_file.hpp"

namespace basis {
namespace {

constexpr const char* kName = "manifest.json";

std::string text_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

Result<std::optional<UtcTime>> time_of(const boost::json::object& object, std::string_view key) {
  const std::string text = text_of(object, key);
  if (text.empty()) return std::optional<UtcTime>();
  BASIS_TRY(const UtcTime time, UtcTime::parse(text));
  return std::optional(time);
}

Result<FetchedFile> file_of(const boost::json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return Error(ErrorKind::data, "is no object");
  FetchedFile file;
  file.source = text_of(*object, "source");
  file.sha256 = text_of(*object, "sha256");
  file.next_sha256 = text_of(*object, "next_sha256");
  const auto* rows = object->if_contains("rows");
  if (rows != nullptr && rows->is_int64())
    file.rows = static_cast<std::size_t>(std::max<std::int64_t>(rows->as_int64(), 0));
  BASIS_TRY(file.first, time_of(*object, "first"));
  BASIS_TRY(file.last, time_of(*object, "last"));
  BASIS_TRY(file.from, time_of(*object, "from"));
  BASIS_TRY(file.to, time_of(*object, "to"));
  return file;
}

void write_time(JsonWriter& json, std::string_view key, const std::optional<UtcTime>& time) {
  if (time) json.key(key).string(time->to_string());
}

/// Nothing is there, or what a fetch left that was killed before its first manifest was whole.
bool is_untouched(const std::filesystem::path& folder) {
  std::error_code code;
  if (!std::filesystem::exists(folder, code)) return true;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code))
    if (entry.path().filename() != std::string(kName) + ".partial") return false;
  return !code;
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (!code) return ok();
  return Error(ErrorKind::usage, fmt::format("{}: cannot be made: {}", folder.string(), code.message()));
}

}  // namespace

std::string sha256_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1,
          "OpenSSL does not compute SHA-256");
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest.at(i));
  return text;
}

Result<void> Manifest::open() {
  files_.clear();
  std::error_code code;
  const std::filesystem::path path = folder_ / kName;
  if (!std::filesystem::exists(path, code)) {
    if (is_untouched(folder_)) return ok();
    return Error(
        ErrorKind::usage,
        fmt::format("{}: holds something that was not fetched (allowed: a new or empty folder, or one with a {})",
                    folder_.string(), kName));
  }
  auto text = read_whole_file(path);
  if (!text) return Error(ErrorKind::data, fmt::format("{}: {}", path.string(), text.error().text()));
  const auto json = parse_json(text.value());
  if (!json) return Error(ErrorKind::data, fmt::format("{}: {}", path.string(), json.error().text()));
  const auto* root = json.value().if_object();
  const auto* files = root == nullptr ? nullptr : root->if_contains("files");
  if (files == nullptr || !files->is_object())
    return Error(ErrorKind::data, fmt::format("{}: has no files", path.string()));
  for (const auto& [name, value] : files->as_object()) {
    auto file = file_of(value);
    if (!file)
      return Error(ErrorKind::data, fmt::format("{}: {}: {}", path.string(), std::string(name), file.error().text()));
    BASIS_TRY(check(std::string(name), file.value()));
    files_.emplace(std::string(name), std::move(file).value());
  }
  return ok();
}

/// A file is what the manifest says, or what a fetch that was killed had just made of it.
Result<void> Manifest::check(const std::string& path, FetchedFile& file) const {
  const std::filesystem::path at = folder_ / path;
  std::error_code code;
  if (!std::filesystem::exists(at, code)) {
    if (file.sha256.empty()) return ok();
    return Error(ErrorKind::data, fmt::format("{}: is in {} and is not there: remove it from there to fetch it anew",
                                              at.string(), kName));
  }
  auto text = read_whole_file(at);
  if (!text) return Error(ErrorKind::data, fmt::format("{}: {}", at.string(), text.error().text()));
  const std::string hash = sha256_of(text.value());
  if (hash != file.sha256 && hash != file.next_sha256)
    return Error(ErrorKind::data,
                 fmt::format("{}: was changed since it was fetched: remove it from {} and the folder to fetch it anew",
                             at.string(), kName));
  file.sha256 = hash;
  file.next_sha256.clear();
  return ok();
}

Result<void> Manifest::put(const std::string& path, std::string_view text, FetchedFile now) {
  const std::filesystem::path at = folder_ / path;
  BASIS_TRY(make_folder(folder_));
  now.sha256 = sha256_of(text);
  files_[path].next_sha256 = now.sha256;
  // The manifest is first, so that whatever is found in the folder is known.
  BASIS_TRY(write());
  BASIS_TRY(make_folder(at.parent_path()));
  BASIS_TRY(replace_file(at, text));
  files_[path] = std::move(now);
  return write();
}

Result<void> Manifest::write() const {
  std::string text = "{\"files\": {";
  const char* before = "\n";
  for (const auto& [path, file] : files_) {
    JsonWriter json;
    json.begin_object().key("source").string(file.source).key("rows").integer(static_cast<std::int64_t>(file.rows));
    write_time(json, "first", file.first);
    write_time(json, "last", file.last);
    write_time(json, "from", file.from);
    write_time(json, "to", file.to);
    json.key("sha256").string(file.sha256);
    if (!file.next_sha256.empty()) json.key("next_sha256").string(file.next_sha256);
    json.end_object();
    text += fmt::format("{}  \"{}\": {}", before, path, json.text());
    before = ",\n";
  }
  text += "\n}}\n";
  return replace_file(folder_ / kName, text);
}

}  // namespace basis
