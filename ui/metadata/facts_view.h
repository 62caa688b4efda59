// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QToolButton;

namespace pulse::ui {

/// Read-only facts, a line each: a dim name, a value that can be selected, and a button that copies it.
class FactsView : public QWidget
{
    Q_OBJECT

public:
    enum class Fact { Version, Message, Author, Created, Updated, Size, Checksum, Variables };

    explicit FactsView(QWidget *parent = nullptr);

    /// `shown` is what stands there, `whole` what is copied and shown as a tool tip (the shown text when empty). An
    /// empty text hides the line.
    void setFact(Fact fact, const QString &shown, const QString &whole = {});
    /// Says beside the checksum whether it was checked: a colour and a word; empty takes it away.
    void setVerdict(const QString &text, const QColor &color);

signals:
    void verifyRequested();

private:
    struct Line
    {
        QLabel *name = nullptr;
        QLabel *value = nullptr;
        QToolButton *copy = nullptr;
        QString whole;
    };
    void addLine(Fact fact, const QString &name, bool copyable);

    QGridLayout *m_grid;
    QHash<int, Line> m_lines;
    QLabel *m_verdict;
    QToolButton *m_verify;
};

} // namespace pulse::ui
