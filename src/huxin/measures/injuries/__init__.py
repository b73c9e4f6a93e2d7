"""Work injury as one thread 工伤, from recognition to what it pays; 温人社发〔2021〕135号 二(三)."""
