// SPDX-License-Identifier: Apache-2.0
#include "one_of_many.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace pulse::test {

namespace {

using Programs = std::map<std::string, OneOfMany::Main, std::less<>>;

Programs &programs()
{
    static Programs all;
    return all;
}

std::string_view lastOf(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

} // namespace

OneOfMany::OneOfMany(const char *file, Main main)
{
    std::string name(lastOf(file));
    name.resize(name.rfind('.'));
    std::ranges::replace(name, '_', '-');
    programs().emplace(std::move(name), main);
}

} // namespace pulse::test

int main(int argc, char **argv)
{
    using namespace pulse::test;
    const std::string_view called = argc > 0 ? lastOf(argv[0]) : std::string_view();
    if (const auto it = programs().find(called); it != programs().end())
        return it->second(argc, argv);
    std::fprintf(stderr, "This program is several tests. Call it by the name of one of them:\n");
    for (const auto &[name, main] : programs())
        std::fprintf(stderr, "  %s\n", name.c_str());
    return 2;
}
