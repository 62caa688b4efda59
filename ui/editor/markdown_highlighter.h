// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/common/highlighting.h"

#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <QElapsedTimer>
#include <QPalette>
#include <QTextCharFormat>
#include <QTimer>
#include <memory>

namespace pulse::ui {

/// Markdown with the languages of its fences, and template variables over it. Works in slices of a few milliseconds, so
/// that a large text never holds up typing: what is not coloured yet gets its colours a moment later.
class MarkdownHighlighter : public KSyntaxHighlighting::SyntaxHighlighter
{
    Q_OBJECT

public:
    /// Lines longer than this stay plain: patterns over them take too long.
    static constexpr int maxLineLength = 4000;
    /// Texts longer than this stay plain altogether.
    static constexpr int maxTextLength = 2'000'000;

    MarkdownHighlighter(std::shared_ptr<const Highlighting> highlighting, QTextDocument *document);

    void setPalette(const QPalette &palette);
    /// Whether the text is coloured at all; see maxTextLength.
    void setColouring(bool on);
    [[nodiscard]] bool isColouring() const { return m_colouring; }

protected:
    void highlightBlock(const QString &text) override;
    /// What is nothing special keeps the palette's colour: a theme's own is often dimmer.
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override;

private:
    [[nodiscard]] bool isWithinBudget();
    void markVariables(const QString &text);
    void continuePending();

    std::shared_ptr<const Highlighting> m_highlighting;
    QTextCharFormat m_variableFormat;
    QTimer m_sliceEnd; // fires when control is back in the event loop: the budget begins anew
    QTimer m_continue;
    QElapsedTimer m_slice;
    int m_pendingFrom = -1; // the first block that waits for its colours
    bool m_colouring = true;
};

} // namespace pulse::ui
