#include <fmt/format.h>

#include <memory>

#include "core/config/render_config.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"

namespace basis {
namespace {

struct ShowOptions {
  std::string mode;
  std::string config_dir;
  std::vector<std::string> overrides;
};

Result<std::string> show(const ShowOptions& options) {
  BASIS_TRY(const Environment environment, parse_environment(process_environment()));
  BASIS_TRY(const auto config_dir, find_config_dir(options.config_dir));
  BASIS_TRY(const LoadedConfig config,
            load_config(config_dir, options.mode, options.overrides, environment, IdleKeys::refused));
  return render_config(config, environment);
}

}  // namespace

void add_config_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("config", "Show and check the configuration");
  command->require_subcommand(1);
  CLI::App* show_command = command->add_subcommand(
      "show", "Print the effective configuration of a mode, secrets masked; faults are all reported at once");
  auto options = std::make_shared<ShowOptions>();
  show_command->add_option("--mode", options->mode, "Mode: a file name under configs/modes")->required();
  show_command->add_option("--config", options->config_dir, "Folder with modes/, venues/ and share_classes/");
  show_command->add_option("--set", options->overrides, "Override a key: key=value; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  show_command->footer("\nKeys of a mode:\n" + describe_mode_keys() +
                       "\nExit codes: 0 done, 2 usage or configuration.\n");
  show_command->callback([options, &exit_code] {
    const auto text = show(*options);
    if (!text) {
      exit_code = report_error(text.error());
      return;
    }
    fmt::print("{}", text.value());
  });
}

}  // namespace basis
