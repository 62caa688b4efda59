// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/temporaries.h"

#include <QtEnvironmentVariables>
#include <filesystem>
#include <unistd.h>

namespace pulse::test {

void keepTemporariesInMemory()
{
    constexpr const char *memory = "/dev/shm";
    constexpr std::uintmax_t enough = 2ULL << 30U; // bytes, for several programs at once, with servers and their data
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(memory, error);
    if (qEnvironmentVariableIsEmpty("TMPDIR") && !error && space.available >= enough &&
        access(memory, W_OK | X_OK) == 0)
        qputenv("TMPDIR", memory);
}

} // namespace pulse::test
