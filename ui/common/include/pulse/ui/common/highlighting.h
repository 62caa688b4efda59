// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>
#include <QPalette>
#include <QStringView>
#include <memory>

namespace pulse::ui {

/// The highlighting definitions of KF6, loaded once and shared by editor, preview and comparison. Thread-safe to use
/// as Repository is (definitions load lazily: share one instance, use it from the GUI thread; a worker makes its own).
class Highlighting
{
public:
    Highlighting();
    ~Highlighting();

    [[nodiscard]] KSyntaxHighlighting::Repository &repository() const;
    [[nodiscard]] KSyntaxHighlighting::Definition markdown() const;
    /// The definition for a fence's info string ("json", "py", "C++ title=…"); not valid when none fits.
    [[nodiscard]] KSyntaxHighlighting::Definition forFence(QStringView info) const;
    /// The theme that suits the palette's background.
    [[nodiscard]] KSyntaxHighlighting::Theme theme(const QPalette &palette) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
